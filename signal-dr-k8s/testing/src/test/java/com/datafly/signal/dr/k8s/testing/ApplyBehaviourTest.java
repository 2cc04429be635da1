package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Server-side apply, and who owns what. */
final class ApplyBehaviourTest extends ApiBehaviour {

    ApplyBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    private Answer apply(String manager, String more, String value) {
        return api.patch(
                site.core("secrets/db") + "?fieldManager=" + manager + more,
                ApiClient.APPLY,
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"},\"data\":{\"url\":\""
                        + base64(value) + "\"}}");
    }

    private List<String> owners(Answer answer) {
        return Json.items(Json.at(answer.body(), "metadata", "managedFields")).stream()
                .filter(entry -> Json.at(entry, "fieldsV1", "f:data").has("f:url"))
                .map(entry -> Json.text(entry, "manager") + " " + Json.text(entry, "operation"))
                .toList();
    }

    @Test
    void applyingMakesWhatIsMissingAndOwnsIt() {
        Answer made = apply("helm", "", "a");

        assertThat(made.status()).isEqualTo(201);
        assertThat(owners(made)).containsExactly("helm Apply");
    }

    @Test
    void aConflictNamesTheManagerAndTheField() {
        apply("helm", "", "a");

        Answer refused = apply("other", "", "b");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"helm\": .data.url");
        JsonNode cause = refused.body().at("/details/causes/0");
        assertThat(Json.text(cause, "reason")).isEqualTo("FieldManagerConflict");
        assertThat(Json.text(cause, "field")).isEqualTo(".data.url");
        assertThat(value("db")).isEqualTo("a");
    }

    @Test
    void aConflictWithAnUpdateNamesTheVersionThatItUsed() {
        apply("helm", "", "a");
        api.patch(
                site.core("secrets/db") + "?fieldManager=signal-dr",
                ApiClient.MERGE,
                "{\"data\":{\"url\":\"" + base64("b") + "\"}}");

        Answer refused = apply("helm", "", "a");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"signal-dr\" using v1: .data.url");
    }

    @Test
    void anUpdateTakesWhatItChanges() {
        apply("helm", "", "a");

        Answer patched = api.patch(
                site.core("secrets/db") + "?fieldManager=signal-dr",
                ApiClient.MERGE,
                "{\"data\":{\"url\":\"" + base64("b") + "\"}}");

        assertThat(owners(patched)).containsExactly("signal-dr Update");
    }

    @Test
    void updatingUnderTheNameOfWhoAppliesIsStillAnother() {
        apply("helm", "", "a");
        api.patch(
                site.core("secrets/db") + "?fieldManager=helm",
                ApiClient.MERGE,
                "{\"data\":{\"url\":\"" + base64("b") + "\"}}");

        Answer refused = apply("helm", "", "a");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains("conflict with \"helm\" using v1");
    }

    @Test
    void whoWantsTheSameOwnsItToo() {
        apply("helm", "", "a");
        api.patch(
                site.core("secrets/db") + "?fieldManager=signal-dr",
                ApiClient.MERGE,
                "{\"data\":{\"url\":\"" + base64("b") + "\"}}");

        Answer same = apply("helm", "", "b");

        assertThat(same.status()).isEqualTo(200);
        assertThat(owners(same)).containsExactlyInAnyOrder("signal-dr Update", "helm Apply");
    }

    @Test
    void forceTakesWhatOthersOwn() {
        apply("helm", "", "a");

        Answer forced = apply("other", "&force=true", "b");

        assertThat(forced.status()).isEqualTo(200);
        assertThat(owners(forced)).containsExactly("other Apply");
        assertThat(value("db")).isEqualTo("b");
    }

    @Test
    void whatIsNoLongerAppliedIsRemoved() {
        apply("helm", "", "a");

        Answer without = api.patch(
                site.core("secrets/db") + "?fieldManager=helm",
                ApiClient.APPLY,
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"},\"data\":{\"other\":\"\"}}");

        assertThat(without.body().path("data").has("url")).isFalse();
        assertThat(without.body().path("data").has("other")).isTrue();
    }

    @Test
    void applyingTheSameAgainMakesNoNewVersion() {
        Answer first = apply("helm", "", "a");

        assertThat(apply("helm", "", "a").version()).isEqualTo(first.version());
    }

    @Test
    void whoAppliesNamesItself() {
        Answer refused = api.patch(
                site.core("secrets/db"),
                ApiClient.APPLY,
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.message()).contains("fieldManager: Required value: is required for apply patch");
    }

    @Test
    void applyingIsWrittenInYamlToo() {
        Answer made = api.patch(site.core("configmaps/c") + "?fieldManager=me", ApiClient.APPLY, """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                data:
                  "a": 'b: c'   # a comment
                  text: |
                    one
                    two
                """);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("data", "a")).isEqualTo("b: c");
        assertThat(made.at("data", "text")).isEqualTo("one\ntwo\n");
    }

    @Test
    void fieldsOfAListsElementsHaveTheirOwnOwners() {
        String path = site.group("apps/v1", "deployments");
        api.post(path + "?fieldManager=maker", deployment("web", "a:1"));
        String wanted = """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
                 "spec": {"template": {"spec": {"containers": [{"name": "app", "image": "b:1"}]}}}}
                """;

        Answer refused = api.patch(path + "/web?fieldManager=other", ApiClient.APPLY, wanted);

        assertThat(refused.message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"maker\" using apps/v1:"
                        + " .spec.template.spec.containers[name=\"app\"].image");
    }

    @Test
    void whoNamesNoManagerIsKnownByItsUserAgent() {
        Answer made = secret("db", "a");

        assertThat(owners(made)).containsExactly("api-behaviour Update");
    }
}
