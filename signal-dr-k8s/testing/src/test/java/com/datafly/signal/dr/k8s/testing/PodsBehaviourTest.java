package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Pods that run: budgets, eviction, logs. */
final class PodsBehaviourTest extends ApiBehaviour {

    private static final String BUDGETS = "poddisruptionbudgets";

    PodsBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    /** An older cluster refuses pods until it has made the token of their account. */
    private void readyPod(String name) {
        site.await(
                () -> api.post(site.core("pods"), """
                {"metadata": {"name": "%s", "labels": {"app": "web"}},
                 "spec": {"terminationGracePeriodSeconds": 1,
                  "containers": [{"name": "app", "image": "%s"}]}}
                """.formatted(name, Site.PAUSE)), answer -> answer.status() == 201);
        site.await(
                () -> api.get(site.core("pods/" + name)),
                answer -> answer.text().replace(" ", "").contains("\"type\":\"Ready\"")
                        && answer.at("status", "phase").equals("Running"));
    }

    private void budget(String name, int minAvailable) {
        String budgets = site.group("policy/v1", BUDGETS);
        api.post(budgets, """
                {"metadata": {"name": "%s"},
                 "spec": {"minAvailable": %d, "selector": {"matchLabels": {"app": "web"}}}}
                """.formatted(name, minAvailable));
        site.await(
                () -> api.get(budgets + "/" + name),
                answer -> answer.at("status", "observedGeneration").equals("1")
                        && answer.at("status", "currentHealthy").equals("1"));
    }

    private Answer evict(String pod, String options) {
        return api.post(site.core("pods/" + pod + "/eviction"), """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s"}, "deleteOptions": {%s}}
                """.formatted(pod, options));
    }

    @Test
    void aGuardedPodIsNotEvicted() {
        readyPod("a");
        budget("guard", 1);

        Answer refused = evict("a", "");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.reason()).isEqualTo("TooManyRequests");
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.body().at("/details/causes/0/reason").asText()).isEqualTo("DisruptionBudget");
        assertThat(refused.body().at("/details/causes/0/message").asText())
                .isEqualTo("The disruption budget guard needs 1 healthy pods and has 1 currently");
        assertThat(api.get(site.core("pods/a")).body().path("metadata").has("deletionTimestamp"))
                .isFalse();
    }

    @Test
    void aDryEvictionOnlyAsks() {
        readyPod("a");

        Answer free = evict("a", "\"dryRun\": [\"All\"]");
        budget("guard", 1);
        Answer guarded = evict("a", "\"dryRun\": [\"All\"]");

        assertThat(free.status()).isEqualTo(201);
        assertThat(guarded.status()).isEqualTo(429);
        assertThat(api.get(site.core("pods/a")).body().path("metadata").has("deletionTimestamp"))
                .isFalse();
    }

    @Test
    void aPodThatNobodyGuardsIsEvicted() {
        readyPod("a");

        assertThat(evict("a", "").status()).isEqualTo(201);
        site.await(() -> api.get(site.core("pods/a")), answer -> answer.status() == 404);
        assertThat(evict("a", "").status()).isEqualTo(404);
    }

    @Test
    void twoBudgetsForOnePodAreAnErrorOfTheServer() {
        readyPod("a");
        budget("one", 0);
        budget("two", 0);

        Answer failed = evict("a", "");

        assertThat(failed.at("code")).isEqualTo("500");
        assertThat(failed.message()).contains("more than one PodDisruptionBudget");
    }

    @Test
    void aPodKeepsItsSpecification() {
        readyPod("a");

        Answer refused = api.patch(site.core("pods/a"), ApiClient.MERGE, "{\"spec\":{\"hostname\":\"b\"}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("pod updates may not change fields other than");
    }

    @Test
    void podsAreChosenByNodeAndPhase() {
        readyPod("a");
        String node = api.get(site.core("pods/a")).at("spec", "nodeName");

        Answer running = api.get(site.core("pods") + "?fieldSelector=status.phase%3DRunning,spec.nodeName%3D" + node);
        Answer failed = api.get(site.core("pods") + "?fieldSelector=status.phase%3DFailed");

        assertThat(running.body().path("items")).hasSize(1);
        assertThat(failed.body().path("items")).isEmpty();
    }

    @Test
    void aLogIsOfAContainerThatIsThere() {
        readyPod("a");

        assertThat(api.get(site.core("pods/a/log")).status()).isEqualTo(200);
        Answer refused = api.get(site.core("pods/a/log?container=none"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("container none is not valid for pod a");
        assertThat(api.get(site.core("pods/none/log")).status()).isEqualTo(404);
    }

    @Test
    void thereIsNoLogOfAContainerThatHasNotRunBefore() {
        readyPod("a");

        Answer refused = api.get(site.core("pods/a/log?previous=true"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("previous terminated container \"app\" in pod \"a\" not found");
    }
}
