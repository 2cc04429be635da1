package com.datafly.signal.dr.k8s.internal.release;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.client.KubernetesAddress;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Releases that Helm itself, version 3, has written. */
class RealReleasesTest {

    private static final String NAMESPACE = "datafly";

    private final ApiServer server = ApiServer.start().namespace(NAMESPACE);
    private Path folder;
    private Path kubeconfig;
    private Connection connection;
    private Releases releases;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        server.cluster().pace(Pace.AT_ONCE);
        folder = temporary;
        kubeconfig = Files.writeString(folder.resolve("config"), server.kubeconfig(server.token()));
        ClientOptions options = new ClientOptions(Optional.empty(), Optional.of(kubeconfig), Duration.ofSeconds(10));
        connection = Connection.open(new KubernetesAddress(NAMESPACE), options);
        releases = new Releases(connection);
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @Test
    void theHistoryThatHelmWroteIsRead() throws IOException {
        Path chart = Charts.single(folder);
        install(chart);
        upgrade(chart, "jdbc:postgresql://new/datafly");

        assertThat(releases.stored())
                .extracting(release -> release.name() + " " + release.revision() + " " + release.status())
                .containsExactly("shop 1 SUPERSEDED", "shop 2 DEPLOYED");

        try (StoredRelease release = releases.read("shop", 2).orElseThrow()) {
            assertThat(release.status()).isEqualTo(Status.DEPLOYED);
            assertThat(release.chart()).contains("single-1.4.2");
            assertThat(release.appVersion()).contains("7.0");
            assertThat(release.description()).contains("Upgrade complete");
            assertThat(release.deployedAt().orElseThrow())
                    .isBetween(Instant.now().minusSeconds(300), Instant.now());
            JsonNode content = content(release);
            assertThat(content.at("/config/url").asText()).isEqualTo("jdbc:postgresql://new/datafly");
            assertThat(content.at("/manifest").asText()).contains("jdbc:postgresql://new/datafly");
            assertThat(content.at("/chart/templates/0/name").asText()).isEqualTo("templates/config.yaml");
        }
    }

    @Test
    void anUmbrellaChartsManifestHoldsWhatItsChartsMade() throws IOException {
        install(Charts.umbrella(folder));

        try (StoredRelease release = releases.read("shop", 1).orElseThrow()) {
            JsonNode content = content(release);
            assertThat(content.at("/chart/templates").size()).isEqualTo(1);
            try (Secret manifest = Secret.of(content.at("/manifest").asText());
                    Secret objects = releases.objects(manifest)) {
                JsonNode read = new ObjectMapper().readTree(objects.<String>use(String::new));
                assertThat(read.findValuesAsText("kind")).containsExactlyInAnyOrder("ConfigMap", "Secret");
                assertThat(read.findValuesAsText("password")).containsExactly("from-the-child");
            }
        }
    }

    @Test
    void whatTheManifestWantsIsFoundAsItIs() throws IOException {
        install(Charts.single(folder));
        server.objects().patch("configmaps", NAMESPACE, "shop-config", "{data: {url: drifted}}");

        try (Secret live = releases.live(new ObjectRef("v1", "ConfigMap", "", "shop-config"))
                .orElseThrow()) {
            assertThat(live.<String>use(String::new)).contains("\"drifted\"", "resourceVersion");
        }
        assertThat(releases.live(new ObjectRef("v1", "ConfigMap", "", "none"))).isEmpty();
        assertThat(releases.live(new ObjectRef("gone.example/v1", "Widget", "", "any")))
                .isEmpty();
        assertThat(releases.live(new ObjectRef("v1", "Widget", "", "any"))).isEmpty();
        releases.live(new ObjectRef("v1", "Namespace", "", NAMESPACE))
                .orElseThrow()
                .close();
    }

    @Test
    void aPendingUpgradeStopsHelmUntilItIsUnlocked() throws IOException {
        Path chart = Charts.single(folder);
        install(chart);
        upgrade(chart, "jdbc:second");
        letTheRunnerHaveDied();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> upgrade(chart, "jdbc:third"))
                .withMessageContaining("another operation (install/upgrade/rollback) is in progress");

        StoredRelease pending = releases.stored().get(1);
        assertThat(pending.status()).isEqualTo(Status.PENDING_UPGRADE);
        releases.unlock("shop", 2, pending.version().orElseThrow());

        upgrade(chart, "jdbc:third");
        assertThat(releases.stored())
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.FAILED, Status.DEPLOYED);
    }

    /** Writes what a killed upgrade leaves behind: the release before it runs, its own revision is pending. */
    private void letTheRunnerHaveDied() throws IOException {
        rewrite("sh.helm.release.v1.shop.v1", "deployed");
        rewrite("sh.helm.release.v1.shop.v2", "pending-upgrade");
    }

    private void rewrite(String object, String status) throws IOException {
        String stored = text(server.objects()
                .get("secrets", NAMESPACE, object)
                .at("/data/release")
                .asText());
        JsonNode release = Codec.parse(Codec.decode(stored));
        ((ObjectNode) release.path("info")).put("status", status);
        String written = Base64.getEncoder()
                .encodeToString(Codec.encode(Codec.write(release)).getBytes(US_ASCII));
        server.objects()
                .patch(
                        "secrets",
                        NAMESPACE,
                        object,
                        "{\"metadata\":{\"labels\":{\"status\":\"" + status + "\"}},\"data\":{\"release\":\"" + written
                                + "\"}}");
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), US_ASCII);
    }

    @Test
    void aReleaseThatIsTooLargeForASecretIsNotThere() throws IOException {
        Path chart = Charts.large(folder);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> install(chart))
                .withMessageContaining("Too long");

        assertThat(releases.stored()).isEmpty();
    }

    @Test
    void aRemovedReleaseLeavesNothing() throws IOException {
        install(Charts.single(folder));
        Helm.uninstall("shop")
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig)
                .call();

        assertThat(releases.stored()).isEmpty();
        assertThat(releases.read("shop", 1)).isEmpty();
    }

    @Test
    void releasesThatAreKeptElsewhereAreNotTakenForNone() {
        server.objects().put("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  namespace: datafly
                  annotations: {meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: datafly}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: "web:1"}]}
                """);

        DrException refusal = catchThrowableOfType(DrException.class, () -> releases.stored());

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refusal.hint().orElseThrow()).contains("HELM_DRIVER is sql");
    }

    private void install(Path chart) {
        new Helm(chart)
                .install()
                .withName("shop")
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig)
                .call();
    }

    private void upgrade(Path chart, String url) {
        new Helm(chart)
                .upgrade()
                .withName("shop")
                .withNamespace(NAMESPACE)
                .withKubeConfig(kubeconfig)
                .set("url", url)
                .call();
    }

    private static JsonNode content(StoredRelease release) throws IOException {
        return new ObjectMapper().readTree(release.content().orElseThrow().<String>use(String::new));
    }
}
