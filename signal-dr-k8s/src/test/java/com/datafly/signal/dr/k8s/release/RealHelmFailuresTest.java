package com.datafly.signal.dr.k8s.release;

import static com.datafly.signal.dr.k8s.release.HelmSite.NAMESPACE;
import static com.datafly.signal.dr.k8s.release.HelmSite.NEW;
import static com.datafly.signal.dr.k8s.release.HelmSite.RELEASE;
import static com.datafly.signal.dr.k8s.release.HelmSite.SECRET;
import static com.datafly.signal.dr.k8s.release.HelmSite.key;
import static com.datafly.signal.dr.k8s.release.HelmSite.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What each {@code helm} at hand refuses, and what it leaves behind. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("com.datafly.signal.dr.k8s.release.HelmBinary#atHand")
final class RealHelmFailuresTest {

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
    void aChartThatIsNotToBeFoundIsSaidBeforeAnythingIsDone() throws IOException {
        site.install();

        refused(ErrorCode.NOT_FOUND, ChartSource.path(folder.resolve("none")));
        refused(ErrorCode.NOT_FOUND, ChartSource.repository("http://127.0.0.1:1/charts", "datafly", "1.4.2"));
        refused(ErrorCode.NOT_FOUND, ChartSource.registry("oci://127.0.0.1:1/datafly", "1.4.2"));
        Path noChart = Files.writeString(folder.resolve("chart.tgz"), "this is no archive");
        refused(ErrorCode.NOT_FOUND, ChartSource.path(noChart));

        assertThat(site.releases.history(RELEASE)).hasSize(1);
    }

    @Test
    void aChartOrValuesThatAreWrongAreSaidBeforeAnythingIsDone() throws IOException {
        site.install();

        refused(ErrorCode.INVALID_ARGUMENT, "replicas: many\n");
        refused(ErrorCode.INVALID_ARGUMENT, "password: [" + site.password.<String>use(String::new));
        site.chart.file("templates/broken.yaml", "a: {{ required \"a value is required\" .Values.missing }}\n");
        assertThat(refused(ErrorCode.INVALID_ARGUMENT, "{}")).hasMessageContaining("a value is required");
        site.chart.file("templates/broken.yaml", "a: {{ .Values.password }} b: : c\n");
        refused(ErrorCode.INVALID_ARGUMENT, "password: " + site.password.<String>use(String::new));

        assertThat(site.releases.history(RELEASE)).hasSize(1);
    }

    @Test
    void anUmbrellaMustBeGiven() throws IOException {
        site.chart.asUmbrella();
        site.install();

        assertThat(site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(to(NEW, "alone"))))
                .hasMessageContaining("cache");
        StoredRelease upgraded = site.releases.upgrade(
                ReleaseChange.of(RELEASE, change -> change.chart(site.source()).set("url", Secret.of(NEW))));
        assertThat(upgraded.revision()).isEqualTo(2);
        Files.delete(site.chart.path().resolve("charts/cache/Chart.yaml"));
        Files.delete(site.chart.path().resolve("charts/cache/templates/a.yaml"));
        Files.delete(site.chart.path().resolve("charts/cache/templates"));
        Files.delete(site.chart.path().resolve("charts/cache"));
        refused(ErrorCode.FAILED_PRECONDITION, site.source());
    }

    @Test
    void aReleaseThatIsTooLargeIsRefusedAndNothingIsDeployed() throws IOException {
        site.chart.tooLarge();

        DrException failure = site.failed(ErrorCode.QUOTA, site::install);

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(site.server.objects().find("secrets", NAMESPACE, SECRET)).isEmpty();
    }

    @Test
    void whatIsThereAlreadyAndIsNobodysIsLeftAlone() {
        site.server
                .objects()
                .put("{apiVersion: v1, kind: Secret, metadata: {name: datafly-db, namespace: datafly}, data: {}}");

        DrException failure = site.failed(ErrorCode.CONFLICT, site::install);

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure).hasMessageContaining("invalid ownership metadata");
    }

    @Test
    void aRevisionThatFailsHalfwayIsToldAsAppliedWithoutItsValues() throws IOException {
        site.install();
        site.chart.file(
                "templates/bad.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: Bad_Name}\nstringData: {p: {{ .Values.password | quote }}}\n");
        ReleaseChange bad =
                ReleaseChange.of(RELEASE, change -> change.chart(site.source()).key(key("bad")));

        DrException first = site.failed(ErrorCode.INVALID_ARGUMENT, () -> site.releases.upgrade(bad));
        DrException again = site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(bad));

        assertThat(List.of(first, again))
                .allSatisfy(failure -> assertThat(failure.effect()).isEqualTo(Effect.APPLIED));
        assertThat(site.releases.history(RELEASE))
                .extracting(StoredRelease::status)
                .containsExactly(Status.DEPLOYED, Status.FAILED);
    }

    @Test
    void aFailedRollbackMakesNoFailedUpgradeLookDone() throws IOException {
        site.install();
        site.chart.file("templates/bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}\n");
        ReleaseChange bad = ReleaseChange.of(
                RELEASE,
                change -> change.chart(site.source()).set("url", Secret.of(NEW)).key(key("bad")));
        site.failed(ErrorCode.INVALID_ARGUMENT, () -> site.releases.upgrade(bad));
        ReleaseChange back = ReleaseChange.of(RELEASE, change -> change.base(2));
        site.server.faults().next("patch", "*", Fault.refused(403, "Forbidden", "it is forbidden"), 1);

        DrException failed = site.failed(ErrorCode.PERMISSION_DENIED, () -> site.releases.rollBack(back, 1));

        assertThat(failed.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failed).hasMessageContaining("helm rollback datafly 1 -n datafly");
        // Helm calls it superseded, though it never was deployed.
        assertThat(site.json("history", RELEASE).get(1).path("status").asText()).isEqualTo("superseded");
        DrException still = site.failed(ErrorCode.FAILED_PRECONDITION, () -> site.releases.upgrade(bad));
        assertThat(still).hasMessageContaining("revision 2 is failed");
        assertThat(site.releases.rollBack(back, 1).revision()).isEqualTo(4);
        assertThat(site.releases.rollBack(back, 1).revision()).isEqualTo(4);
        assertThat(site.releases.drift(RELEASE).differences()).isEmpty();
    }

    @Test
    void aRollbackToARevisionThatIsNotThereIsRefused() {
        site.install();

        site.failed(
                ErrorCode.NOT_FOUND, () -> site.releases.rollBack(ReleaseChange.of(RELEASE, more -> more.base(1)), 9));
        site.failed(ErrorCode.NOT_FOUND, () -> site.releases.upgrade(ReleaseChange.of("none", change -> {})));
    }

    private void refused(ErrorCode code, ChartSource chart) {
        DrException failure = site.failed(
                code, () -> site.releases.upgrade(ReleaseChange.of(RELEASE, change -> change.chart(chart))));
        assertThat(failure.effect()).as(failure.getMessage()).isEqualTo(Effect.NONE);
    }

    private DrException refused(ErrorCode code, String values) {
        try (Secret yaml = Secret.of(values)) {
            DrException failure = site.failed(
                    code,
                    () -> site.releases.upgrade(ReleaseChange.of(
                            RELEASE, change -> change.chart(site.source()).values(yaml))));
            assertThat(failure.effect()).as(failure.getMessage()).isEqualTo(Effect.NONE);
            return failure;
        }
    }
}
