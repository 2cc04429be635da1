package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A quota of pods, and what a Deployment says that may make no more of them. */
final class QuotaBehaviourTest extends ApiBehaviour {

    QuotaBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    @Test
    void aDeploymentSaysWhyItMayMakeNoMorePodsAsLongAsItMayNot() {
        api.post(site.core("resourcequotas"), """
                {"metadata": {"name": "few"}, "spec": {"hard": {"pods": "1"}}}
                """);
        site.await(
                () -> api.get(site.core("resourcequotas/few")),
                answer -> answer.at("status", "hard", "pods").equals("1"));
        String deployments = site.group("apps/v1", "deployments");
        api.post(deployments, deployment("web", Site.PAUSE).replace("\"replicas\": 0", "\"replicas\": 2"));

        Answer hindered = site.await(
                () -> api.get(deployments + "/web"),
                answer -> !condition(answer, "ReplicaFailure").isMissingNode());

        JsonNode failure = condition(hindered, "ReplicaFailure");
        assertThat(failure.path("status").asText()).isEqualTo("True");
        assertThat(failure.path("reason").asText()).isEqualTo("FailedCreate");
        assertThat(failure.path("message").asText())
                .contains("is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");
        assertThat(condition(hindered, "Progressing").path("status").asText()).isEqualTo("True");

        api.patch(
                site.core("resourcequotas/few"),
                "application/merge-patch+json",
                "{\"spec\": {\"hard\": {\"pods\": \"2\"}}}");
        Answer free = site.await(
                () -> api.get(deployments + "/web"),
                answer -> answer.at("status", "replicas").equals("2")
                        && condition(answer, "ReplicaFailure").isMissingNode());
        assertThat(free.at("status", "updatedReplicas")).isEqualTo("2");
    }

    private static JsonNode condition(Answer deployment, String type) {
        for (JsonNode condition : deployment.body().at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return deployment.body().path("no such condition");
    }
}
