package com.datafly.signal.dr.kafka.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network between clients and a broker, when it fails. */
class ProxyIT {

    @TempDir
    static Path directory;

    private static KafkaCluster cluster;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.start(c -> c.directory(directory).behindProxies());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void mend() {
        cluster.proxy(1).mend();
    }

    @Test
    void clientsAreToldTheProxysAddressAlone() {
        assertThat(cluster.bootstrap()).isEqualTo(cluster.proxy(1).address());
        try (Admin admin = Clients.admin(cluster.clientSettings())) {
            assertThat(Clients.get(admin.describeCluster().nodes()))
                    .allMatch(node -> cluster.bootstrap().equals(node.host() + ":" + node.port()));
        }
    }

    @Test
    void aCutNetworkReachesNobodyUntilItIsMended() {
        try (Admin admin = Clients.impatientAdmin(cluster.clientSettings())) {
            assertThat(Clients.topics(admin)).isNotNull();
            cluster.proxy(1).cut();
            assertThatThrownBy(() -> Clients.get(admin.listTopics().names())).isInstanceOf(TimeoutException.class);
            cluster.proxy(1).mend();
            assertThat(Clients.topics(admin)).isNotNull();
        }
    }

    @Test
    void whatWasAskedForHappensThoughItsAnswerIsLost() {
        try (Admin admin = Clients.impatientAdmin(cluster.clientSettings())) {
            assertThat(Clients.topics(admin)).isNotNull();
            cluster.proxy(1).loseAnswers();
            NewTopic topic = new NewTopic("unheard", 1, (short) 1);
            assertThatThrownBy(
                            () -> Clients.get(admin.createTopics(List.of(topic)).all()))
                    .isInstanceOf(TimeoutException.class);
        }
        assertThat(Clients.topics(Map.of("bootstrap.servers", cluster.insideBootstrap())))
                .contains("unheard");
    }

    @Test
    void aSlowNetworkDelaysEveryAnswer() {
        Duration delay = Duration.ofMillis(300);
        try (Admin admin = Clients.admin(cluster.clientSettings())) {
            Clients.get(admin.listTopics().names());
            cluster.proxy(1).delay(delay);
            long begin = System.nanoTime();
            Clients.get(admin.listTopics().names());
            assertThat(System.nanoTime() - begin).isGreaterThan(2 * delay.toNanos());
        }
    }
}
