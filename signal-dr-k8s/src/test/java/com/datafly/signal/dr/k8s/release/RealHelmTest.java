package com.datafly.signal.dr.k8s.release;

import static com.datafly.signal.dr.k8s.release.HelmSite.NAMESPACE;
import static com.datafly.signal.dr.k8s.release.HelmSite.NEW;
import static com.datafly.signal.dr.k8s.release.HelmSite.OLD;
import static com.datafly.signal.dr.k8s.release.HelmSite.RELEASE;
import static com.datafly.signal.dr.k8s.release.HelmSite.key;
import static com.datafly.signal.dr.k8s.release.HelmSite.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Releases that each {@code helm} at hand makes, seen by our library and by the program itself. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("com.datafly.signal.dr.k8s.release.HelmBinary#atHand")
final class RealHelmTest {

    @Parameter
    private HelmBinary helm;

    @TempDir
    private Path folder;

    private HelmSite site;

    @BeforeEach
    void open() throws IOException {
        site = new HelmSite(helm, folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aReleaseIsInstalledUpgradedAndRolledBackOnce() throws IOException {
        assertThat(site.install().revision()).isEqualTo(1);
        assertThat(site.install().revision()).isEqualTo(1);
        ReleaseChange change = to(NEW, "switch");
        assertThat(site.releases.upgrade(change).revision()).isEqualTo(2);
        assertThat(site.releases.upgrade(change).revision()).isEqualTo(2);
        assertThat(site.url()).isEqualTo(NEW);
        assertThat(site.releases.drift(RELEASE).differences()).isEmpty();

        ReleaseChange back = ReleaseChange.of(RELEASE, more -> more.base(2));
        assertThat(site.releases.rollBack(back, 1).revision()).isEqualTo(3);
        assertThat(site.releases.rollBack(back, 1).revision()).isEqualTo(3);

        assertThat(site.url()).isEqualTo(OLD);
        assertThat(site.releases.drift(RELEASE).differences()).isEmpty();
        assertThat(site.json("history", RELEASE)).hasSize(3);
        site.releases.uninstall(ReleaseChange.of(RELEASE, more -> {}));
        site.releases.uninstall(ReleaseChange.of(RELEASE, more -> {}));
        assertThat(site.json("list")).isEmpty();
        assertThat(site.server.objects().find("secrets", NAMESPACE, "datafly-db"))
                .isEmpty();
    }

    @Test
    void whatWeReadIsWhatTheProgramPrints() throws IOException {
        site.chart.asUmbrella();
        site.install();
        site.ask("upgrade", RELEASE, site.chart.path().toString(), "--reuse-values", "--set", "url=" + NEW);
        site.ask("rollback", RELEASE, "1");

        List<String> told = new ArrayList<>();
        site.json("history", RELEASE)
                .forEach(one -> told.add(line(
                        one.path("revision").asText(),
                        one.path("status").asText(),
                        one.path("chart").asText(),
                        one.path("app_version").asText(),
                        one.path("description").asText())));
        assertThat(site.releases.history(RELEASE))
                .extracting(one -> line(
                        String.valueOf(one.revision()),
                        one.status().name().toLowerCase(Locale.ROOT),
                        one.chart().orElse(""),
                        one.appVersion().orElse(""),
                        one.description().orElse("")))
                .isEqualTo(told)
                .hasSize(3);
        for (int revision = 1; revision <= 3; revision++) {
            assertSame(revision);
        }
    }

    private static String line(String... parts) {
        return String.join(" | ", parts);
    }

    private void assertSame(int revision) throws IOException {
        String number = String.valueOf(revision);
        try (ReleaseContent content = site.releases.read(RELEASE, revision)) {
            JsonNode values = new ObjectMapper()
                    .valueToTree(Serialization.unmarshal(content.values().<String>use(String::new), Object.class));
            assertThat(values).isEqualTo(site.json("get", "values", RELEASE, "--revision", number));
            assertThat(content.manifest().<String>use(String::new).strip())
                    .isEqualTo(site.ask("get", "manifest", RELEASE, "--revision", number));
            assertThat(content.subcharts()).containsExactly("cache");
            JsonNode metadata = site.json("get", "metadata", RELEASE, "--revision", number);
            assertThat(content.release().chart())
                    .contains(metadata.path("chart").asText() + "-"
                            + metadata.path("version").asText());
            assertThat(content.release().appVersion())
                    .contains(metadata.path("appVersion").asText());
        }
    }

    @Test
    void anUpgradeFromTheChartThatTheReleaseKeepsIsTheSame() throws IOException {
        site.install();
        String former = site.ask("get", "manifest", RELEASE);

        site.releases.upgrade(ReleaseChange.of(RELEASE, change -> {}));

        assertThat(site.ask("get", "manifest", RELEASE)).isEqualTo(former);
    }

    @Test
    void whatAHookWritesAtTheNextUpgradeIsKnown() throws IOException {
        site.chart.file("templates/migrate.yaml", """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: migrate-db
                  annotations: {"helm.sh/hook": "pre-install,pre-upgrade"}
                stringData:
                  url: {{ .Values.url | quote }}
                """);
        site.install();
        boolean before = site.releases.keeps(RELEASE, "migrate-db", "url");

        site.server.objects().patch("secrets", "datafly", "migrate-db", "{data: {url: bmV3}}");

        assertThat(before).isTrue();
        assertThat(site.releases.keeps(RELEASE, "migrate-db", "url")).isFalse();
    }

    @Test
    void noSecretIsInAnArgument() throws IOException {
        List<String> lines = new ArrayList<>();
        site.whenMade(
                "deployments", process -> lines.add(process.info().commandLine().orElse("")));

        site.install();

        assertThat(lines).singleElement().asString().contains("--values -");
        site.secrets.search("the command line", lines.toString());
    }

    @Test
    void aProgramThatIsKilledLeavesARevisionThatIsRefusedUntilSomebodyUnlocksIt() throws IOException {
        site.install();
        site.chart.withEndlessHook();
        site.whenMade("jobs", ProcessHandle::destroyForcibly);
        ReleaseChange killed =
                ReleaseChange.of(RELEASE, change -> change.chart(site.source()).key(key("killed")));

        DrException died = site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(killed));

        assertThat(died.effect()).isEqualTo(Effect.APPLIED);
        assertThat(died).hasMessageContaining("pending-upgrade").hasMessageContaining("unlock");
        site.chart.withoutHook();
        DrException refused =
                site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(to(NEW, "another")));
        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        site.failed(
                ErrorCode.FAILED_PRECONDITION,
                () -> site.releases.rollBack(ReleaseChange.of(RELEASE, change -> change.base(2)), 1));
        StoredRelease pending = site.releases.pending().get(0);
        site.releases.unlock(pending);

        DrException again = site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(killed));
        assertThat(again.effect()).isEqualTo(Effect.APPLIED);
        assertThat(site.releases.upgrade(to(NEW, "another")).revision()).isEqualTo(3);
        assertThat(site.url()).isEqualTo(NEW);
        assertThat(site.releases.history(RELEASE))
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.FAILED, Status.DEPLOYED);
        assertThat(site.json("history", RELEASE).get(1).path("status").asText()).isEqualTo("failed");
    }

    @Test
    void aPersonsRollbackEndsWhatWasLeftPending() throws IOException {
        site.install();
        site.chart.withEndlessHook();
        site.whenMade("jobs", ProcessHandle::destroyForcibly);
        ReleaseChange killed =
                ReleaseChange.of(RELEASE, change -> change.chart(site.source()).key(key("killed")));
        site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(killed));
        site.ask("rollback", RELEASE, "1");

        DrException over = site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(killed));

        assertThat(over).hasMessageContaining("revision 2 is failed");
        assertThat(site.releases.pending()).isEmpty();
    }

    @Test
    void waitingForWorkloadsFailsWhereTheyDoNotBecomeReady() throws IOException {
        site.install();
        site.server.cluster().neverReady("registry.example/api:7.1");
        site.chart.file("Chart.yaml", "apiVersion: v2\nname: datafly\nversion: 1.5.0\nappVersion: \"7.1\"\n");

        DrException failure = site.failed(
                ErrorCode.DEADLINE_EXCEEDED,
                () -> site.releases.upgrade(ReleaseChange.of(
                        RELEASE,
                        change -> change.chart(site.source())
                                .within(Duration.ofSeconds(2))
                                .untilReady())));

        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(site.releases.history(RELEASE))
                .last()
                .extracting(StoredRelease::status)
                .isEqualTo(Status.FAILED);
        StoredRelease back = site.releases.rollBack(
                ReleaseChange.of(RELEASE, change -> change.base(2).untilReady()), 1);
        assertThat(back.description()).isEqualTo(Optional.of("Rollback to 1"));
    }
}
