package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.ReleaseBundle.Extras;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An export tells the images of its release: those that run, and those that do not run now. */
class ReleaseImagesTest extends ReleaseFixture {

    private static final String ONE = "a".repeat(64);
    private static final String TWELVE = "b".repeat(64);
    private static final String PINNED = "registry.example/pinned:3@sha256:" + "c".repeat(64);

    private final ReleaseBundles bundles =
            releases.bundles(InMemoryObjectStore.create("images", clock), "releases/", key);

    @Test
    void imagesThatDoNotRunAreListedAndSaidToBeWithoutDigest() {
        running("api", "registry.example/api:1.4.2", ONE);
        release(
                workload("Deployment", "\"containers\": [" + image("registry.example/api:1.4.2") + "]"),
                workload(
                        "StatefulSet",
                        "\"initContainers\": [" + image("registry.example/init:1") + "], \"containers\": ["
                                + image(PINNED) + "]"),
                """
                {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly"}, "spec": {"jobTemplate":
                 {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "registry.example/nightly:1"}]}}}}}}
                """,
                """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bare"}, "spec": {"containers":
                 [{"name": "app", "image": "registry.example/bare:1"}], "volumes": [{"name": "data",
                 "image": {"reference": "registry.example/volume:1"}}]}}
                """);

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.images())
                .containsEntry("registry.example/api:1.4.2", List.of("registry.example/api@sha256:" + ONE))
                .containsEntry(PINNED, List.of(PINNED));
        assertThat(facts.imagesWithoutDigest())
                .containsExactlyInAnyOrder(
                        "registry.example/init:1",
                        "registry.example/nightly:1",
                        "registry.example/bare:1",
                        "registry.example/volume:1",
                        "registry.example/hook:1");
        assertThat(facts.images()).hasSize(7);
        try (ReleaseBundle bundle = bundles.open(facts.key())) {
            assertThat(bundle.facts()).isEqualTo(facts);
        }
    }

    @Test
    void anImageIsNotTakenForAnotherWhoseNameBeginsLikeIt() {
        running("one", "registry.example/app:1", ONE);
        running("twelve", "registry.example/app:12", TWELVE);
        running("inner", "example/app:12", TWELVE);
        release(workload("Deployment", "\"containers\": [" + image("registry.example/app:12") + "]"));

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.images()).containsOnlyKeys("registry.example/app:12", "registry.example/hook:1");
        assertThat(facts.images().get("registry.example/app:12"))
                .containsExactly("registry.example/app@sha256:" + TWELVE);
    }

    @Test
    void whatOperatorsRunIsFoundByTheirObjectsAndByTheirArguments() {
        running("reloader", "registry.example/reloader:2", ONE);
        release(
                workload(
                        "Deployment",
                        "\"containers\": [{\"name\": \"operator\", \"image\": \"registry.example/operator:1\","
                                + " \"args\": [\"--reloader=registry.example/reloader:2\"]}]"),
                """
                {"apiVersion": "monitoring.example.com/v1", "kind": "Monitor", "metadata": {"name": "main"},
                 "spec": {"image": "registry.example/monitor:2"}}
                """,
                """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "words"}, "data": {"image": "logo.png"}}
                """);

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.imagesWithoutDigest())
                .containsExactlyInAnyOrder(
                        "registry.example/operator:1", "registry.example/monitor:2", "registry.example/hook:1");
        assertThat(facts.images().get("registry.example/reloader:2")).hasSize(1);
    }

    @Test
    void aManifestThatCannotBeParsedStillTellsItsImages() {
        running("api", "registry.example/api:1.4.2", ONE);
        release("kind: Deployment\nspec:\n  containers:\n    - image: \"registry.example/api:1.4.2\"\n"
                + "    - name: side\n      image: registry.example/side:1 # beside\n");

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.images().get("registry.example/api:1.4.2")).hasSize(1);
        assertThat(facts.imagesWithoutDigest()).contains("registry.example/side:1");
    }

    private void running(String name, String image, String digest) {
        world.push(image, digest).deployment(name, workload -> workload.container("app", image));
        world.settle();
    }

    /** Keeps a release of these objects, with a hook that has run and is gone. */
    private void release(String... documents) {
        String hook = workload("Job", "\"containers\": [" + image("registry.example/hook:1") + "]");
        String json = "{\"config\": {}, \"chart\": {\"metadata\": {\"name\": \"datafly\", \"version\": \"1.4.2\"}},"
                + " \"manifest\": " + text(String.join("\n---\n", documents)) + ", \"hooks\": [{\"events\":"
                + " [\"post-install\"], \"manifest\": " + text(hook) + "}]}";
        world.release(StoredRelease.create(
                "datafly",
                1,
                Status.DEPLOYED,
                more -> more.chart("datafly-1.4.2", "1.4.2").content(Secret.of(json))));
    }

    private static String workload(String kind, String spec) {
        return "{\"apiVersion\": \"apps/v1\", \"kind\": \"" + kind + "\", \"metadata\": {\"name\": \"some\"},"
                + " \"spec\": {\"template\": {\"spec\": {" + spec + "}}}}";
    }

    private static String image(String image) {
        return "{\"name\": \"app\", \"image\": \"" + image + "\"}";
    }

    private static String text(String plain) {
        return "\"" + plain.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
