package com.datafly.signal.dr.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.LogReport;
import com.datafly.signal.dr.platform.PodLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that say nothing beside those that do: one that was evicted, one that no node takes, one that says too much. */
class PodLogsTest {

    private static final String NAMESPACE = "datafly";
    private static final Map<String, String> WEB = Map.of("app", "web");

    @TempDir
    Path folder;

    @Test
    void aPodThatHasFailedIsNoneOfThoseThatAWorkloadWants() throws IOException {
        try (ApiServer server = ApiServer.start().namespace(NAMESPACE)) {
            server.objects().put(deployment("web", "web:1", 2));
            server.cluster().settle();
            String running = server.objects().list("pods", NAMESPACE).get(0).toString();
            server.objects().put(running.replace("\"phase\":\"Running\"", "\"phase\":\"Failed\""));

            assertThat(read(server, LogQuery.create(query -> {})).gaps()).contains("deployment/web has 1 of 2 pods");
        }
    }

    @Test
    void aPodThatNoNodeTakesIsAGapBesideTheLogsOfTheOthers() throws IOException {
        try (ApiServer server = ApiServer.start().namespace(NAMESPACE)) {
            server.cluster().cannotBeScheduled("large:1");
            server.objects().put(deployment("web", "web:1", 1));
            server.objects().put(deployment("large", "large:1", 1));
            server.cluster().settle();

            LogReport report = read(server, LogQuery.create(query -> {}));

            assertThat(report.logs())
                    .extracting(PodLog::status)
                    .containsExactlyInAnyOrder(PodLog.Status.READ, PodLog.Status.NONE);
            assertThat(report.gaps()).singleElement().asString().contains("no node has the pod");
        }
    }

    @Test
    void ofALongLogTheNewestLinesAreRead() throws IOException {
        try (ApiServer server = ApiServer.start().namespace(NAMESPACE)) {
            server.objects().put(deployment("web", "web:1", 1));
            server.cluster().settle();
            String pod = server.objects()
                    .list("pods", NAMESPACE)
                    .get(0)
                    .at("/metadata/name")
                    .asText();
            for (int i = 1; i <= 100; i++) {
                server.cluster().log(NAMESPACE, pod, "app", "line " + i);
            }

            LogReport whole = read(server, LogQuery.create(query -> query.tail(100)));
            LogReport cut =
                    read(server, LogQuery.create(query -> query.tail(100).limitBytes(200)));

            assertThat(whole.complete()).as(whole::toString).isTrue();
            assertThat(whole.logs().get(0).lines()).hasSize(100);
            assertThat(cut.complete()).isFalse();
            assertThat(cut.logs().get(0).lines()).hasSizeBetween(10, 30).endsWith("line 100");
        }
    }

    private LogReport read(ApiServer server, LogQuery query) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig(server.token(), NAMESPACE));
        try (SignalDr dr = SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", kubeconfig.toString()))
                .build()) {
            return dr.platform().logs().read(WEB, query);
        }
    }

    private static String deployment(String name, String image, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: datafly}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: web, of: %1$s}}
                  template:
                    metadata: {labels: {app: web, of: %1$s}}
                    spec: {containers: [{name: app, image: "%2$s"}]}
                """.formatted(name, image, replicas);
    }
}
