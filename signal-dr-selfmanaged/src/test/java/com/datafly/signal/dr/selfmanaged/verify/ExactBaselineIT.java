package com.datafly.signal.dr.selfmanaged.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's own recovery to a baseline's position gives the baseline's content, whatever writers did meanwhile. */
class ExactBaselineIT {

    private static final int BASELINES = 4;
    private static final int WRITERS = 3;

    @TempDir
    Path directory;

    @Test
    void aCopyRecoveredToTheBaselinesPositionMatchesItExactly() throws Exception {
        Path cold = directory.resolve("cold");
        Path sourceData = directory.resolve("source");
        List<Baseline> baselines = new ArrayList<>();
        try (VerifiedServer source = VerifiedServer.start(
                PostgresVersions.newest(),
                sourceData,
                b -> b.setting("wal_keep_size", "1GB").setting("synchronous_commit", "off"))) {
            Database live = source.create("live");
            live.execute("CREATE TABLE pairs (n bigserial PRIMARY KEY)", "CREATE TABLE twins (n bigint PRIMARY KEY)");
            source.server().stop();
            copy(sourceData, cold);
            source.server().start();
            List<PairWriter> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(PairWriter.start(live));
            }
            for (int i = 0; i < BASELINES; i++) {
                baselines.add(Baseline.capture(live));
            }
            for (PairWriter writer : writers) {
                writer.close();
            }
            source.server().stop();
        }
        assertThat(baselines.get(BASELINES - 1).rows()).isPositive();
        for (int i = 0; i < BASELINES; i++) {
            recoverAndCompare(cold, directory.resolve("copy" + i), baselines.get(i));
        }
    }

    private void recoverAndCompare(Path cold, Path data, Baseline baseline) throws IOException {
        copy(cold, data);
        Files.createFile(data.resolve("recovery.signal"));
        Path log = directory.resolve("source/pg_wal");
        PostgresServer server = PostgresServer.open(
                PostgresVersions.newest(),
                data,
                b -> b.port(0)
                        .setting("hot_standby", "off")
                        .setting("restore_command", "cp '" + log + "/%f' '%p'")
                        .setting("recovery_target_lsn", baseline.lsn().toString())
                        .setting("recovery_target_inclusive", "off")
                        .setting("recovery_target_action", "promote"));
        try (VerifiedServer copy = VerifiedServer.start(server)) {
            server.awaitPromoted(Duration.ofSeconds(60));
            VerificationReport report = Verification.of(
                            v -> v.check(Checks.matches(baseline)).check(Checks.stoppedAtTarget(baseline.lsn())))
                    .run(copy.database("live"));
            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.PASSED);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
