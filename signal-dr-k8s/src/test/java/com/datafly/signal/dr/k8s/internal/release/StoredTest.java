package com.datafly.signal.dr.k8s.internal.release;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.client.KubernetesAddress;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where and how releases are kept, and what may be wrong with them. */
class StoredTest {

    private final ApiServer server = ApiServer.start().namespace("datafly");
    private Path kubeconfig;
    private Connection connection;
    private Releases releases;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        kubeconfig = folder.resolve("config");
        connect(server.token());
    }

    private void connect(String token) throws IOException {
        Files.writeString(kubeconfig, server.kubeconfig(token));
        connection = Connection.open(
                new KubernetesAddress("datafly"),
                new ClientOptions(Optional.empty(), Optional.of(kubeconfig), Duration.ofSeconds(10)));
        releases = new Releases(connection);
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @Test
    void releasesInConfigMapsAreReadAndUnlockedToo() {
        keep("ConfigMap", 1, "pending-upgrade", Codec.encode(json(1, "pending-upgrade")));

        assertThat(releases.stored()).singleElement().satisfies(release -> {
            assertThat(release.status()).isEqualTo(Status.PENDING_UPGRADE);
            releases.unlock("shop", 1, release.version().orElseThrow());
        });

        try (StoredRelease release = releases.read("shop", 1).orElseThrow()) {
            assertThat(release.status()).isEqualTo(Status.FAILED);
        }
        assertThat(releases.stored()).extracting(StoredRelease::status).containsExactly(Status.FAILED);
    }

    @Test
    void whoMayNotSeeConfigMapsSeesSecrets() throws IOException {
        keep("Secret", 1, "deployed", Codec.encode(json(1, "deployed")));
        connection.close();
        connect(server.token("dr", List.of(Grant.of("datafly", "", Set.of("get", "list"), Set.of("secrets")))));

        assertThat(releases.stored()).hasSize(1);
        assertThat(releases.read("shop", 2)).isEmpty();
    }

    @Test
    void numbersKeepTheirDigitsWhenARevisionIsUnlocked() {
        keep("Secret", 1, "pending-install", Codec.encode(json(1, "pending-install")));

        releases.unlock("shop", 1, version());

        try (StoredRelease release = releases.read("shop", 1).orElseThrow()) {
            assertThat(release.content().orElseThrow().<String>use(String::new))
                    .contains("\"ratio\":1.10", "\"big\":123456789012345678901234567890")
                    .contains("it was PENDING_INSTALL and nobody at work");
        }
    }

    @Test
    void anUnlockWithoutAnAnswerMayHaveHappened() {
        keep("Secret", 1, "pending-install", Codec.encode(json(1, "pending-install")));
        server.faults().next("patch", "secrets", Fault.lostAnswer());

        DrException failure = catchThrowableOfType(DrException.class, () -> releases.unlock("shop", 1, version()));

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(releases.stored()).extracting(StoredRelease::status).containsExactly(Status.FAILED);
    }

    @Test
    void aReleaseThatWasNeverCompressedIsRead() {
        keep("Secret", 1, "deployed", Base64.getEncoder().encodeToString(json(1, "deployed")));

        try (StoredRelease release = releases.read("shop", 1).orElseThrow()) {
            assertThat(release.status()).isEqualTo(Status.DEPLOYED);
            assertThat(release.chart()).isEmpty();
        }
    }

    @Test
    void whatHelm4KeptIsRead() throws IOException {
        keepWhatHelm4Wrote();

        assertThat(releases.stored())
                .extracting(release -> release.name() + " " + release.revision() + " " + release.status())
                .containsExactly("shop 1 SUPERSEDED", "shop 2 DEPLOYED");
        try (StoredRelease release = releases.read("shop", 2).orElseThrow()) {
            assertThat(release.chart()).contains("shop-1.4.2");
            assertThat(release.appVersion()).contains("7.0");
            assertThat(release.description()).contains("Upgrade complete");
            assertThat(release.deployedAt().orElseThrow().truncatedTo(ChronoUnit.SECONDS))
                    .isEqualTo("2026-11-23T17:27:25Z");
            JsonNode content =
                    Codec.parse(release.content().orElseThrow().use(text -> new String(text).getBytes(UTF_8)));
            assertThat(content.at("/chart/templates").findValuesAsText("name"))
                    .containsExactly("templates/config.yaml", "templates/hook.yaml");
            assertThat(content.at("/chart/metadata/version").asText()).isEqualTo("1.4.2");
            assertThat(content.at("/hooks").findValuesAsText("name")).containsExactly("shop-migrate");
        }
    }

    @Test
    void valuesAndManifestsThatHelm4KeptAreThoseOfTheirRevision() throws IOException {
        keepWhatHelm4Wrote();
        try (SignalDr dr = SignalDr.builder()
                .platform("k8s:datafly", options -> options.option("kubeconfig", kubeconfig.toString()))
                .build()) {
            assertThat(dr.platform().releases().history("shop"))
                    .extracting(StoredRelease::revision)
                    .containsExactly(1, 2);
            for (String side : List.of("old", "new")) {
                try (ReleaseContent content = dr.platform().releases().read("shop", side.equals("old") ? 1 : 2)) {
                    String url = "jdbc:postgresql://" + side + ".example/shop";
                    assertThat(content.values().<String>use(String::new))
                            .contains("url: \"" + url + "\"", "ratio: \"1.10\"");
                    assertThat(content.manifest().<String>use(String::new))
                            .contains("# Source: shop/templates/config.yaml", "data: {url: \"" + url + "\"}");
                    assertThat(content.subcharts()).isEmpty();
                }
            }
        }
    }

    private void keepWhatHelm4Wrote() throws IOException {
        try (InputStream written = StoredTest.class.getResourceAsStream("helm-4.yaml")) {
            server.objects().put(new String(requireNonNull(written).readAllBytes(), UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "H4sIAAAA", "bm8ganNvbg==", "WzFd", "eyJuYW1lIjoib3RoZXIifQ=="})
    void whatHelmDidNotWriteIsToldAndNotQuoted(String stored) {
        keep("Secret", 1, "deployed", stored);

        DrException failure = catchThrowableOfType(DrException.class, () -> releases.read("shop", 1));

        assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(failure).hasMessageContaining("sh.helm.release.v1.shop.v1").hasNoCause();
        assertThat(failure).hasMessageNotContaining("no json");
        assertThat(releases.stored()).hasSize(1);
    }

    @Test
    void aRevisionUnderAnothersNameIsNotTaken() {
        keep("Secret", 1, "deployed", Codec.encode(json(2, "deployed")));

        assertThat(catchThrowableOfType(DrException.class, () -> releases.read("shop", 1)))
                .hasMessageContaining("of another release or revision");
    }

    @Test
    void whatUnfoldsEndlesslyIsNotUnfolded() {
        String bomb = Codec.encode(new byte[Codec.LARGEST + 1]);

        assertThatThrownBy(() -> Codec.decode(bomb))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unfolds");
    }

    @Test
    void whatOnlyBearsHelmsLabelIsNoRelease() {
        server.objects().put("""
                {"apiVersion":"v1","kind":"Secret",
                 "metadata":{"namespace":"datafly","name":"mine","labels":{"owner":"helm"}}}
                """);

        assertThat(releases.stored()).isEmpty();
    }

    @Test
    void aManifestThatIsNoneIsToldAndNotQuoted() {
        try (Secret manifest = Secret.of("kind: Secret\n---\npassword: [hunter2")) {
            DrException failure = catchThrowableOfType(DrException.class, () -> releases.objects(manifest));

            assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
            assertThat(failure)
                    .hasMessageContaining("document 2")
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }

    @Test
    void aManifestsDocumentsAreToldApart() {
        String yaml = """
                ---
                # Source: shop/templates/a.yaml
                kind: ConfigMap
                data:
                  text: |
                    one
                    --- no separator
                --- # another
                {kind: Service}
                ---
                # nothing here
                """;

        try (Secret manifest = Secret.of(yaml);
                Secret objects = releases.objects(manifest)) {
            assertThat(objects.<String>use(String::new))
                    .isEqualTo("[{\"kind\":\"ConfigMap\",\"data\":{\"text\":\"one\\n--- no separator\\n\"}},"
                            + "{\"kind\":\"Service\"}]");
        }
    }

    @Test
    void theObjectsOfAListAreToldOneByOne() {
        String yaml = "apiVersion: v1\nkind: List\nitems:\n  - {kind: ConfigMap}\n  - {kind: Secret}\n";

        try (Secret manifest = Secret.of(yaml);
                Secret objects = releases.objects(manifest)) {
            assertThat(objects.<String>use(String::new)).isEqualTo("[{\"kind\":\"ConfigMap\"},{\"kind\":\"Secret\"}]");
        }
    }

    private String version() {
        return releases.stored().get(0).version().orElseThrow();
    }

    private static byte[] json(int revision, String status) {
        return """
                {"name":"shop","version":%d,"info":{"status":"%s"},"config":{"ratio":1.10,"big":123456789012345678901234567890}}\
                """.formatted(revision, status).getBytes(UTF_8);
    }

    private void keep(String kind, int revision, String status, String stored) {
        boolean secret = kind.equals("Secret");
        String value = secret ? Base64.getEncoder().encodeToString(stored.getBytes(US_ASCII)) : stored;
        server.objects().put("""
                apiVersion: v1
                kind: %s
                metadata:
                  namespace: datafly
                  name: sh.helm.release.v1.shop.v%d
                  labels: {owner: helm, name: shop, version: "%d", status: %s}
                data: {release: "%s"}
                """.formatted(kind, revision, revision, status, value));
    }
}
