package com.datafly.signal.dr.kafka.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MirrorMaker between two clusters, in a process of its own, in this one, and at a worker of Connect. */
class MirrorMakerIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static KafkaCluster primary;
    private static KafkaCluster standby;

    @BeforeAll
    static void start() {
        primary = KafkaCluster.start(c -> c.directory(directory).name("primary"));
        standby = KafkaCluster.start(c -> c.directory(directory).name("standby"));
        for (String topic : new String[] {"killed", "here", "worker"}) {
            Clients.createTopic(primary.clientSettings(), topic);
        }
    }

    @AfterAll
    static void stop() {
        primary.close();
        standby.close();
    }

    @Test
    void aKilledProcessGoesOnAndCopiesAgainWhatItHadNotNoted() {
        Map<String, String> settings = settings("killed");
        try (MirrorMakerProcess mirror = MirrorMakerProcess.start(settings, p -> p.directory(directory))) {
            mirror.awaitRunning("primary", "standby");
            Clients.send(primary.clientSettings(), "killed", 50);
            awaitEnd("primary.killed", 50);

            mirror.kill();
            assertThat(mirror.isRunning()).isFalse();
            Clients.send(primary.clientSettings(), "killed", 50);
            mirror.restart();

            awaitEnd("primary.killed", 100);
            assertThat(Clients.end(standby.clientSettings(), "primary.killed")).isLessThanOrEqualTo(150);
            // It tells of its tasks beside their work.
            mirror.awaitRunning("primary", "standby");
            assertThat(mirror.states("primary", "standby"))
                    .containsEntry("MirrorSourceConnector", "RUNNING")
                    .containsEntry("MirrorSourceConnector-0", "RUNNING");
        }
    }

    @Test
    void mirrorMakerRunsInThisJvmToo() {
        Clients.send(primary.clientSettings(), "here", 50);
        try (InProcessMirrorMaker mirror = InProcessMirrorMaker.start(settings("here"))) {
            mirror.awaitRunning("primary", "standby", LONG);
            awaitEnd("primary.here", 50);
        }
    }

    private static Map<String, String> settings(String topic) {
        Map<String, String> settings = MirrorSettings.between(primary, standby);
        settings.put("primary->standby.topics", topic);
        return settings;
    }

    private static void awaitEnd(String topic, long end) {
        long begin = System.nanoTime();
        while (Clients.end(standby.clientSettings(), topic) < end) {
            assertThat(System.nanoTime() - begin).as(topic).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
