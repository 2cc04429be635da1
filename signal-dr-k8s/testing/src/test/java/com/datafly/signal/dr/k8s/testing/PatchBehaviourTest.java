package com.datafly.signal.dr.k8s.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The three kinds of patches that name no owner. */
final class PatchBehaviourTest extends ApiBehaviour {

    PatchBehaviourTest(Supplier<Site> start) {
        super(start);
    }

    @Test
    void aMergePatchThatNamesTheVersionComparesAndSets() {
        Answer made = secret("db", "a");
        String patch = "{\"metadata\":{\"resourceVersion\":\"%s\"},\"data\":{\"url\":\"%s\"}}";

        Answer first =
                api.patch(site.core("secrets/db"), ApiClient.MERGE, patch.formatted(made.version(), base64("b")));
        Answer second =
                api.patch(site.core("secrets/db"), ApiClient.MERGE, patch.formatted(made.version(), base64("c")));

        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.reason()).isEqualTo("Conflict");
        assertThat(value("db")).isEqualTo("b");
    }

    @Test
    void aMergePatchRemovesWhatIsNull() {
        secret("db", "a");

        Answer patched =
                api.patch(site.core("secrets/db"), ApiClient.MERGE, "{\"data\":{\"url\":null,\"other\":\"\"}}");

        assertThat(patched.body().path("data").has("url")).isFalse();
        assertThat(patched.body().path("data").has("other")).isTrue();
    }

    @Test
    void aTestThatFailsInAJsonPatchChangesNothing() {
        secret("db", "a");
        String patch = "[{\"op\":\"test\",\"path\":\"/data/url\",\"value\":\"%s\"},"
                + "{\"op\":\"replace\",\"path\":\"/data/url\",\"value\":\"%s\"}]";

        Answer refused =
                api.patch(site.core("secrets/db"), ApiClient.JSON_PATCH, patch.formatted(base64("x"), base64("b")));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(value("db")).isEqualTo("a");

        Answer done =
                api.patch(site.core("secrets/db"), ApiClient.JSON_PATCH, patch.formatted(base64("a"), base64("b")));
        assertThat(done.status()).isEqualTo(200);
        assertThat(value("db")).isEqualTo("b");
    }

    @Test
    void aJsonPatchOfWhatIsNotThereIsRefused() {
        secret("db", "a");

        Answer refused = api.patch(
                site.core("secrets/db"), ApiClient.JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/data/none\"}]");

        assertThat(refused.status()).isEqualTo(422);
    }

    @Test
    void aJsonPatchAddsMovesAndCopies() {
        secret("db", "a");

        Answer done = api.patch(
                site.core("secrets/db"), ApiClient.JSON_PATCH, """
                [{"op": "add", "path": "/metadata/annotations", "value": {"example.com~1a": "b"}},
                 {"op": "copy", "from": "/data/url", "path": "/data/copy"},
                 {"op": "move", "from": "/data/url", "path": "/data/moved"}]
                """.replace("example.com~1a", "example.com/a"));

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.at("data", "copy")).isEqualTo(base64("a"));
        assertThat(done.at("data", "moved")).isEqualTo(base64("a"));
        assertThat(done.body().path("data").has("url")).isFalse();
        assertThat(done.at("metadata", "annotations", "example.com/a")).isEqualTo("b");
    }

    @Test
    void aStrategicPatchMergesListsByTheirKeys() {
        String path = site.group("apps/v1", "deployments");
        api.post(path, deployment("web", "a:1"));

        Answer patched = api.patch(path + "/web", ApiClient.STRATEGIC, """
                {"spec": {"template": {"spec": {"containers": [
                  {"name": "app", "env": [{"name": "A", "value": "1"}]},
                  {"name": "side", "image": "b:1"}]}}}}
                """);
        Answer removed = api.patch(path + "/web", ApiClient.STRATEGIC, """
                {"spec": {"template": {"spec": {"containers": [{"name": "side", "$patch": "delete"}]}}}}
                """);

        assertThat(patched.body().at("/spec/template/spec/containers")).hasSize(2);
        assertThat(patched.body().at("/spec/template/spec/containers").findValuesAsText("image"))
                .containsExactlyInAnyOrder("a:1", "b:1");
        assertThat(removed.body().at("/spec/template/spec/containers")).hasSize(1);
        assertThat(removed.body()
                        .at("/spec/template/spec/containers/0/env/0/value")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void aMergePatchReplacesListsAsAWhole() {
        String path = site.group("apps/v1", "deployments");
        api.post(path, deployment("web", "a:1"));

        Answer patched = api.patch(path + "/web", ApiClient.MERGE, """
                {"spec": {"template": {"spec": {"containers": [{"name": "other", "image": "b:1"}]}}}}
                """);

        assertThat(patched.body().at("/spec/template/spec/containers")).hasSize(1);
        assertThat(patched.body().at("/spec/template/spec/containers/0/name").asText())
                .isEqualTo("other");
    }

    @Test
    void aPatchOfAnUnknownFormIsNotUnderstood() {
        secret("db", "a");

        assertThat(api.patch(site.core("secrets/db"), ApiClient.JSON, "{}").status())
                .isEqualTo(415);
    }

    @Test
    void aPatchOfWhatIsMissingIsNotFound() {
        assertThat(api.patch(site.core("secrets/db"), ApiClient.MERGE, "{}").status())
                .isEqualTo(404);
    }
}
