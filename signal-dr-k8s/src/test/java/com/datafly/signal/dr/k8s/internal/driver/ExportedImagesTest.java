package com.datafly.signal.dr.k8s.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.ReleaseBundle.Extras;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.SettableClock;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images of a release as Helm keeps it, in YAML, beside pods of which the server tells. */
class ExportedImagesTest {

    private static final String NAMESPACE = "datafly";
    private static final String API = """
            # Source: datafly/templates/api.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api, namespace: datafly}
            spec:
              replicas: 1
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec:
                  containers:
                    - name: app
                      image: "registry.example/api:12"
            """;
    private static final String NIGHTLY = """
            # Source: datafly/templates/nightly.yaml
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly}
            spec:
              schedule: "0 3 * * *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      initContainers:
                        - {name: wait, image: registry.example/wait:1}
                      containers:
                        - {name: app, image: registry.example/api:1}
            """;
    private static final String HOOK = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec: {template: {spec: {containers: [{name: app, image: registry.example/migrate:1}]}}}
            """;

    @TempDir
    private Path folder;

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void imagesOfCronJobsAndHooksAreListedBesideThoseThatRun() throws IOException {
        Facts facts = exported(API + "---\n" + NIGHTLY);

        assertThat(facts.images()).hasSize(4);
        assertThat(facts.images().get("registry.example/api:12"))
                .singleElement()
                .asString()
                .startsWith("registry.example/api@sha256:");
        assertThat(facts.imagesWithoutDigest())
                .containsExactly("registry.example/api:1", "registry.example/migrate:1", "registry.example/wait:1");
        assertThat(facts.clusterId())
                .isEqualTo(server.objects()
                        .get("namespaces", "", "kube-system")
                        .at("/metadata/uid")
                        .asText());
    }

    @Test
    void aManifestThatIsNoYamlForUsStillTellsItsImages() throws IOException {
        Facts facts = exported(API + "---\n" + NIGHTLY + "   broken: [\n");

        assertThat(facts.images()).containsKey("registry.example/api:12");
        assertThat(facts.images().get("registry.example/api:12")).hasSize(1);
    }

    private Facts exported(String manifest) throws IOException {
        server.cluster().pace(Pace.AT_ONCE);
        server.objects().put(API);
        ObjectNode content = new ObjectMapper()
                .createObjectNode()
                .put("name", "datafly")
                .put("version", 1)
                .put("manifest", manifest);
        content.putObject("info").put("status", "deployed");
        content.putObject("config");
        content.putArray("hooks")
                .addObject()
                .put("manifest", HOOK)
                .putArray("events")
                .add("pre-upgrade");
        StoredRelease release = StoredRelease.create(
                "datafly", 1, Status.DEPLOYED, more -> more.content(Secret.of(content.toString())));
        server.objects().put(HelmRelease.secret(release, NAMESPACE));
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig(server.token()));
        try (Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]));
                SignalDr dr = SignalDr.builder()
                        .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", kubeconfig.toString()))
                        .clock(clock)
                        .timeSource(clock)
                        .build()) {
            return dr.platform()
                    .releases()
                    .bundles(InMemoryObjectStore.create("exported", clock), "", key)
                    .export("datafly", Extras.NONE);
        }
    }
}
