package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What controllers and nodes do, step by step. */
final class ClusterTest {

    private final MovedClock clock = new MovedClock();
    private final ApiServer server = ApiServer.start(clock);

    @BeforeEach
    void namespace() {
        server.namespace("datafly");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private JsonNode get(String resource, String name) {
        return server.objects().get(resource, "datafly", name);
    }

    private List<JsonNode> pods(String app) {
        return server.objects().list("pods", "datafly").stream()
                .filter(pod -> Json.text(pod, "metadata", "labels", "app").equals(app))
                .toList();
    }

    private static boolean isReady(JsonNode pod) {
        return pod.at("/status/conditions").toString().contains("\"type\":\"Ready\",\"status\":\"True\"");
    }

    private String progressing() {
        for (JsonNode condition : get("deployments", "web").at("/status/conditions")) {
            if (Json.text(condition, "type").equals("Progressing")) {
                return Json.text(condition, "status") + " " + Json.text(condition, "reason");
            }
        }
        return "";
    }

    @Test
    void aDeploymentBecomesAvailable() {
        server.objects().put(Manifests.DEPLOYMENT);

        server.cluster().settle();

        JsonNode status = get("deployments", "web").path("status");
        assertThat(status.path("availableReplicas").asInt()).isEqualTo(4);
        assertThat(status.path("updatedReplicas").asInt()).isEqualTo(4);
        assertThat(status.path("observedGeneration").asInt()).isEqualTo(1);
        assertThat(progressing()).isEqualTo("True NewReplicaSetAvailable");
        assertThat(pods("web")).hasSize(4).allMatch(ClusterTest::isReady);
        assertThat(pods("web").stream().map(pod -> Json.text(pod, "spec", "nodeName")))
                .containsExactlyInAnyOrder("node-1", "node-1", "node-2", "node-2");
    }

    @Test
    void aRolloutStaysWithinWhatTheDeploymentAllows() {
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().settle();
        server.objects().patch("deployments", "datafly", "web", Manifests.image("web:2"));
        Set<String> seen = new TreeSet<>();

        do {
            List<JsonNode> alive = pods("web").stream()
                    .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
                    .toList();
            assertThat(alive.stream().filter(ClusterTest::isReady).count()).isGreaterThanOrEqualTo(3);
            assertThat(alive).hasSizeLessThanOrEqualTo(5);
            alive.forEach(pod -> seen.add(pod.at("/spec/containers/0/image").asText()));
        } while (server.cluster().step());

        assertThat(seen).containsExactly("web:1", "web:2");
        assertThat(pods("web"))
                .hasSize(4)
                .allMatch(pod -> pod.at("/spec/containers/0/image").asText().equals("web:2"));
        assertThat(get("deployments", "web").at("/status/observedGeneration").asInt())
                .isEqualTo(2);
        assertThat(server.objects().list("replicasets", "datafly")).hasSize(2);
    }

    @Test
    void aRolloutThatDoesNotGetOnMissesItsDeadline() {
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().settle();
        server.cluster().crashes("web:2");
        server.objects().patch("deployments", "datafly", "web", Manifests.image("web:2"));
        server.cluster().settle();

        assertThat(progressing()).isEqualTo("True ReplicaSetUpdated");
        clock.move(Duration.ofSeconds(61));
        server.cluster().settle();

        assertThat(progressing()).isEqualTo("False ProgressDeadlineExceeded");
        assertThat(get("deployments", "web").at("/status/availableReplicas").asInt())
                .isEqualTo(3);
        assertThat(pods("web").toString()).contains("CrashLoopBackOff");
        assertThat(server.objects().list("events", "datafly").toString()).contains("\"BackOff\"", "\"Warning\"");
    }

    @Test
    void aPausedDeploymentDoesNotRoll() {
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().settle();
        server.objects().patch("deployments", "datafly", "web", "{spec: {paused: true}}");
        server.objects().patch("deployments", "datafly", "web", Manifests.image("web:2"));

        server.cluster().settle();

        assertThat(get("deployments", "web").at("/status/updatedReplicas").asInt())
                .isZero();
        assertThat(pods("web"))
                .allMatch(pod -> pod.at("/spec/containers/0/image").asText().equals("web:1"));
    }

    @Test
    void aStatefulSetIsReplacedFromTheHighestOrdinalDown() {
        server.objects().put(Manifests.STATEFUL_SET);
        server.cluster().settle();
        assertThat(pods("db").stream().map(pod -> Json.text(pod, "metadata", "name")))
                .containsExactly("db-0", "db-1", "db-2");
        server.objects().patch("statefulsets", "datafly", "db", Manifests.image("db:2"));

        while (server.cluster().step()) {
            assertThat(pods("db").stream().filter(ClusterTest::isReady).count()).isGreaterThanOrEqualTo(2);
            List<String> images = pods("db").stream()
                    .map(pod -> pod.at("/spec/containers/0/image").asText())
                    .toList();
            assertThat(images).isSorted();
        }

        JsonNode status = get("statefulsets", "db").path("status");
        assertThat(Json.text(status, "currentRevision")).isEqualTo(Json.text(status, "updateRevision"));
        assertThat(status.path("readyReplicas").asInt()).isEqualTo(3);
        assertThat(status.path("updatedReplicas").asInt()).isEqualTo(3);
    }

    @Test
    void aDaemonSetHasOnePodOnEachNode() {
        server.objects().put(Manifests.DAEMON_SET);
        server.cluster().settle();
        server.cluster().addNode("node-3");
        server.objects().patch("daemonsets", "datafly", "agent", Manifests.image("agent:2"));

        server.cluster().settle();

        JsonNode status = get("daemonsets", "agent").path("status");
        assertThat(status.path("desiredNumberScheduled").asInt()).isEqualTo(3);
        assertThat(status.path("updatedNumberScheduled").asInt()).isEqualTo(3);
        assertThat(status.path("numberAvailable").asInt()).isEqualTo(3);
    }

    @Test
    void podsOnADeadNodeEndForEverAndOnlyDeploymentsReplaceThem() {
        server.objects().put(Manifests.DEPLOYMENT + "---\n" + Manifests.STATEFUL_SET);
        server.cluster().settle();

        server.cluster().loseNode("node-1");
        server.cluster().evictFromLostNodes();
        server.cluster().settle();

        JsonNode stuck = pods("db").stream()
                .filter(pod -> Json.text(pod, "spec", "nodeName").equals("node-1"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.text(stuck, "status", "phase")).isEqualTo("Running");
        assertThat(stuck.path("metadata").has("deletionTimestamp")).isTrue();
        assertThat(get("deployments", "web").at("/status/availableReplicas").asInt())
                .isEqualTo(4);
        assertThat(pods("web")).hasSizeGreaterThan(4);
        assertThat(get("statefulsets", "db").at("/status/readyReplicas").asInt())
                .isLessThan(3);

        for (JsonNode pod : pods("db")) {
            if (pod.path("metadata").has("deletionTimestamp")) {
                ApiClient.of(server)
                        .delete(
                                "/api/v1/namespaces/datafly/pods/" + Json.text(pod, "metadata", "name"),
                                "{\"gracePeriodSeconds\":0}");
            }
        }
        server.cluster().settle();
        assertThat(get("statefulsets", "db").at("/status/readyReplicas").asInt())
                .isEqualTo(3);
        assertThat(pods("db"))
                .allMatch(pod -> Json.text(pod, "spec", "nodeName").equals("node-2"));
    }

    @Test
    void aNodeThatComesBackEndsWhatWasToEnd() {
        server.objects().put(Manifests.STATEFUL_SET);
        server.cluster().settle();
        server.cluster().loseNode("node-1");
        server.cluster().evictFromLostNodes();

        server.cluster().recoverNode("node-1");
        server.cluster().settle();

        assertThat(pods("db")).hasSize(3).allMatch(ClusterTest::isReady);
    }

    @Test
    void aPodThatFitsNowhereStaysPending() {
        server.cluster().cannotBeScheduled("web:1");
        server.objects().put(Manifests.DEPLOYMENT);

        server.cluster().settle();

        assertThat(pods("web"))
                .allMatch(pod -> Json.text(pod, "status", "phase").equals("Pending"));
        assertThat(pods("web").toString()).contains("Unschedulable", "Insufficient cpu");
    }

    @Test
    void anImageThatIsMissingKeepsItsPodPending() {
        server.cluster().cannotBePulled("web:1");
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().settle();
        assertThat(pods("web").toString()).contains("ImagePullBackOff");

        server.cluster().works("web:1");
        server.cluster().settle();

        assertThat(pods("web")).allMatch(ClusterTest::isReady);
    }

    @Test
    void aContainerThatIsKilledRunsAgainAndIsCounted() {
        server.objects().put(Manifests.STATEFUL_SET);
        server.cluster().settle();

        server.cluster().crash("datafly", "db-1", "app", "OOMKilled");

        JsonNode container = get("pods", "db-1").at("/status/containerStatuses/0");
        assertThat(container.path("restartCount").asInt()).isEqualTo(1);
        assertThat(container.at("/lastState/terminated/reason").asText()).isEqualTo("OOMKilled");
        assertThat(container.path("ready").asBoolean()).isFalse();
        server.cluster().settle();
        assertThat(isReady(get("pods", "db-1"))).isTrue();
    }

    @Test
    void aBudgetIsCounted() {
        server.objects().put(Manifests.DEPLOYMENT + """
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: guard, namespace: datafly}
                spec:
                  maxUnavailable: 25%
                  selector: {matchLabels: {app: web}}
                """);
        server.cluster().settle();

        JsonNode status = get("poddisruptionbudgets", "guard").path("status");

        assertThat(status.path("expectedPods").asInt()).isEqualTo(4);
        assertThat(status.path("desiredHealthy").asInt()).isEqualTo(3);
        assertThat(status.path("disruptionsAllowed").asInt()).isEqualTo(1);
    }

    @Test
    void whoLooksMovesTheClusterIfThatIsItsPace() {
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().pace(Pace.STEP_PER_LOOK);
        ApiClient api = ApiClient.of(server);

        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            seen.add(api.get("/apis/apps/v1/namespaces/datafly/deployments/web").at("status", "availableReplicas"));
        }

        assertThat(seen).containsExactly("", "4");
    }

    @Test
    void aNamespaceThatEndsIsEmptied() {
        server.objects().put(Manifests.DEPLOYMENT);
        server.cluster().settle();
        ApiClient api = ApiClient.of(server);
        api.delete("/api/v1/namespaces/datafly");

        assertThat(api.post("/api/v1/namespaces/datafly/secrets", "{\"metadata\":{\"name\":\"a\"}}")
                        .message())
                .contains("is forbidden: unable to create new content in namespace datafly");
        server.cluster().settle();

        assertThat(server.objects().find("namespaces", "", "datafly")).isEmpty();
        assertThat(server.objects().list("pods", "")).isEmpty();
    }

    /** A clock that moves when a test says so. */
    private static final class MovedClock extends Clock {

        private Instant now = Instant.parse("2026-01-15T10:30:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
