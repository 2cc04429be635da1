package com.datafly.signal.dr.kafka.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are killed, frozen, stopped and started again. */
class KafkaClusterIT {

    @TempDir
    Path directory;

    @Test
    void aKilledBrokerComesBackWithItsDataAndAddress() {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.directory(directory))) {
            Clients.createTopic(cluster.clientSettings(), "events");
            Clients.send(cluster.clientSettings(), "events", 100);
            String bootstrap = cluster.bootstrap();

            cluster.kill();
            assertThat(cluster.isRunning(1)).isFalse();
            cluster.restart();

            assertThat(cluster.bootstrap()).isEqualTo(bootstrap);
            assertThat(Clients.end(cluster.clientSettings(), "events")).isEqualTo(100);
            cluster.stop();
            assertThat(cluster.isRunning(1)).isFalse();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFrozenBrokerKeepsItsConnectionsAndAnswersNothingUntilItGoesOn() {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.directory(directory));
                Admin admin = Clients.impatientAdmin(cluster.clientSettings())) {
            assertThat(Clients.topics(admin)).isEmpty();

            cluster.suspend();
            assertThat(cluster.isRunning(1)).isTrue();
            assertThatThrownBy(() -> Clients.get(admin.listTopics().names())).isInstanceOf(TimeoutException.class);
            cluster.resume();

            assertThat(Clients.topics(cluster.clientSettings())).isEmpty();
        }
    }

    @Test
    void threeBrokersGoOnWithoutOneOfThem() {
        try (KafkaCluster cluster =
                KafkaCluster.start(c -> c.directory(directory).brokers(3))) {
            Clients.createTopic(cluster.clientSettings(), "events");
            cluster.kill(1);

            Clients.send(cluster.clientSettings(), "events", 10);
            assertThat(Clients.end(cluster.clientSettings(), "events")).isEqualTo(10);

            cluster.restart(1);
            assertThat(cluster.isRunning(1)).isTrue();
        }
    }

    @Test
    void aBrokerThatCannotStartShowsItsLogAndLeavesNothing() {
        assertThatThrownBy(() -> KafkaCluster.start(
                        c -> c.name("broken").directory(directory).option("num.io.threads", "none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broker 1 of cluster broken has ended")
                .hasMessageContaining("num.io.threads");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void brokersEndWithTheJvmThatStartedThem() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterParent.class.getName(),
                        directory.toString())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        try (BufferedReader output = parent.inputReader()) {
            ProcessHandle broker =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            parent.destroyForcibly();
            broker.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            parent.destroyForcibly();
        }
    }
}
