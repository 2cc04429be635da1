package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Drills from the archive of a real server that is being written to. */
class DrillIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void aDrillTellsARightCopyFromAWrongOneAndLeavesNeither(PostgresInstallation installation) throws Exception {
        try (TestServer source = TestServer.start(installation, directory.resolve("source"));
                SignalDr dr = open(source, installation)) {
            source.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
            WalArchiving archiving = dr.database().unwrap(WalArchiving.class).orElseThrow();
            archiving.start();
            Snapshot snapshot = dr.database().snapshots().create("nightly").await();
            try (CanaryWriter canary = Canary.startWriter(
                    dr.database().sql().orElseThrow(), writer -> writer.interval(Duration.ofMillis(50)))) {
                assertThat(canary.awaitAcknowledged(20, LIMIT)).isTrue();
                Drill drill = dr.drill().canary(canary).before(Duration.ZERO, Duration.ZERO, Duration.ZERO);

                assertPassed(drill.as("right").verify(orders(1000)).run());
                assertThat(notes(dr, snapshot)).contains("PASSED");
                assertFailed(drill.as("wrong").verify(orders(1001)).run());
                assertThat(notes(dr, snapshot)).contains("FAILED");
            }
        }
        assertThat(directory.resolve("restores/right")).doesNotExist();
        assertThat(directory.resolve("restores/wrong")).doesNotExist();
    }

    private static void assertPassed(Report report) {
        assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.PASSED);
        assertThat(report.recoveryPoint().map(Grade::verdict)).contains(Verdict.PASSED);
        assertThat(report.recoveryTime().map(Grade::verdict)).contains(Verdict.PASSED);
        assertThat(report.checks())
                .extracting(CheckResult::name)
                .contains("all orders are there", "canaries")
                .doesNotContain("recovery");
        assertThat(report.canaries()).isPresent();
        assertThat(report.warnings()).noneMatch(warning -> warning.contains("was left"));
    }

    private static void assertFailed(Report report) {
        assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.FAILED);
        assertThat(report.checks())
                .filteredOn(check -> check.verdict() == Verdict.FAILED)
                .extracting(CheckResult::name)
                .containsExactly("all orders are there");
    }

    private static Verification orders(int expected) {
        return Verification.of(checks -> checks.check(Checks.amcheck())
                .check(Checks.sql("all orders are there", "SELECT count(*) FROM orders", expected)));
    }

    private static String notes(SignalDr dr, Snapshot snapshot) {
        return dr.database()
                .snapshots()
                .find(snapshot.id())
                .orElseThrow()
                .annotations()
                .toString();
    }

    private SignalDr open(TestServer source, PostgresInstallation installation) {
        String address = "postgres:" + source.server().socketDirectory() + ":"
                + source.server().port() + "/postgres";
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("repository", "file:" + directory.resolve("repository"))
                                .option(
                                        "restores",
                                        directory.resolve("restores").toString())
                                .option("spool", directory.resolve("spool").toString())
                                .option("postgres", installation.binDirectory().toString())
                                .option("archive-interval", "PT0.2S"))
                .build();
    }
}
