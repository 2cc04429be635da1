package com.datafly.signal.dr.k8s.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The same Helm as a program of its own, which the {@code helm} executor of signal-dr-k8s starts. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "its native library is on the test's class path for Linux alone")
final class HelmProcessTest extends RealHelmFixture {

    @Test
    void aReleaseIsInstalledUpgradedAndRemovedByTheCommand() throws IOException {
        Path helm = HelmShim.script(folder);
        Path chart = chart();
        try (SignalDr dr = SignalDr.builder()
                .platform(
                        "k8s:" + NAMESPACE,
                        options -> options.option(
                                        "kubeconfig", folder.resolve("config").toString())
                                .option("releases-by", "helm")
                                .option("releases-command", helm.toString()))
                .build()) {
            releases = dr.platform().releases();
            assertThat(install(chart).revision()).isEqualTo(1);
            ReleaseChange change = ReleaseChange.of(
                    "datafly", more -> more.set("url", Secret.of(NEW)).key(key("switch")));

            assertThat(releases.upgrade(change).revision()).isEqualTo(2);
            assertThat(releases.upgrade(change).revision()).isEqualTo(2);

            assertThat(url(server)).isEqualTo(NEW);
            assertThat(releases.drift("datafly").differences()).isEmpty();
            failsAndIsFoundByItsLabel(releases, chart);
            releases.uninstall(ReleaseChange.of("datafly", more -> {}));
            assertThat(releases.list()).isEmpty();
        }
    }

    /** What Helm notes in words when it fails is no more the key. */
    private void failsAndIsFoundByItsLabel(Releases there, Path chart) throws IOException {
        write(chart, "templates/bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}\n");
        ReleaseChange bad = ReleaseChange.of(
                "datafly", more -> more.chart(ChartSource.path(chart)).key(key("bad")));

        DrException first = failed(ErrorCode.INVALID_ARGUMENT, () -> there.upgrade(bad));
        DrException again = failed(ErrorCode.FAILED_PRECONDITION, () -> there.upgrade(bad));

        assertThat(first.effect()).isEqualTo(Effect.APPLIED);
        assertThat(again.effect()).isEqualTo(Effect.APPLIED);
        assertThat(there.history("datafly"))
                .hasSize(3)
                .last()
                .extracting(one -> one.status())
                .isEqualTo(Status.FAILED);
    }
}
