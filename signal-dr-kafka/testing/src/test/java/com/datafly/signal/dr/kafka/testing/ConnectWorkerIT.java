package com.datafly.signal.dr.kafka.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker of Connect that is given MirrorMaker's connector, killed and started again. */
class ConnectWorkerIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aKilledWorkerRunsItsConnectorsAgain() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.directory(directory));
                ConnectWorker worker = ConnectWorker.start(cluster, p -> p.directory(directory))) {
            assertThat(get(worker, "/connector-plugins"))
                    .contains("MirrorSourceConnector", "MirrorCheckpointConnector");
            deploy(worker, cluster);
            awaitRunning(worker);

            worker.kill();
            worker.restart();

            awaitRunning(worker);
        }
        assertThat(directory).isEmptyDirectory();
    }

    private void deploy(ConnectWorker worker, KafkaCluster cluster) throws IOException, InterruptedException {
        String settings = """
                {"connector.class": "org.apache.kafka.connect.mirror.MirrorHeartbeatConnector",
                 "source.cluster.alias": "primary", "target.cluster.alias": "standby",
                 "source.cluster.bootstrap.servers": "%1$s", "target.cluster.bootstrap.servers": "%1$s",
                 "heartbeats.topic.replication.factor": "1", "tasks.max": "1"}""".formatted(cluster.bootstrap());
        HttpRequest request = HttpRequest.newBuilder(worker.url().resolve("/connectors/beat/config"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(settings))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
    }

    private void awaitRunning(ConnectWorker worker) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String status = "";
        while (!status.contains("\"tasks\":[{\"id\":0,\"state\":\"RUNNING\"")) {
            assertThat(System.nanoTime() - begin).as(status).isLessThan(LONG.toNanos());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            status = get(worker, "/connectors/beat/status");
        }
    }

    private String get(ConnectWorker worker, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(worker.url().resolve(path)).timeout(LONG).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
