package com.datafly.signal.dr.selfmanaged.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryReading;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class CanaryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    @Parameter
    PostgresInstallation installation;

    @TempDir
    static Path directory;

    private static VerifiedServer server;

    private Database source;

    @BeforeParameterizedClassInvocation
    static void start(PostgresInstallation installation) {
        server = VerifiedServer.start(installation, directory.resolve("v" + installation.majorVersion()), b -> {});
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void create() throws SQLException {
        source = server.create("source");
    }

    @AfterEach
    void drop() throws SQLException {
        server.database("postgres")
                .execute("DROP DATABASE source WITH (FORCE)", "DROP DATABASE IF EXISTS copy WITH (FORCE)");
    }

    @Test
    void aWriterSurvivesTheServersRestartAndItsSeriesHasNoGap() throws Exception {
        try (CanaryWriter writer = Canary.startWriter(source, w -> w.interval(INTERVAL))) {
            assertThat(writer.awaitAcknowledged(10, LIMIT)).isTrue();
            server.server().stopImmediately();
            server.server().start();
            int before = writer.acknowledged().size();
            assertThat(writer.awaitAcknowledged(before + 10, LIMIT)).isTrue();

            assertThat(writer.outages()).isNotEmpty();
            assertThat(writer.databaseClock()).isPresent();
            CanaryReading reading = Canary.read(source);
            assertThat(reading.holes()).isEmpty();
            assertThat(writer.acknowledged().stream().map(CanaryRow::series).distinct())
                    .hasSize(1);
            assertThat(writer.acknowledged().get(before + 5).seq()).isEqualTo(before + 6);
        }
    }

    @Test
    void aCopyOfTheRowsMeasuresTheRecoveryPointAndDamageIsFound() throws Exception {
        List<CanaryRow> acknowledged = writeSome(source, 20);
        Instant disruption =
                Canary.read(source).newest().orElseThrow().writtenAt().plusMillis(5);
        Database copy = server.copy(source, "copy");

        CheckResult good = check(copy, acknowledged, disruption);
        assertThat(good.verdict()).as("%s", good).isEqualTo(Verdict.PASSED);
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(
                Canary.read(copy),
                known -> known.acknowledged(acknowledged).interval(INTERVAL).disruptedAt(disruption));
        assertThat(measured.achieved()).hasValue(Duration.ofMillis(5));
        assertThat(measured.grade(RecoveryTier.ENHANCED.objectives()).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(measured.grade(RecoveryTier.HIGH_AVAILABILITY.objectives()).verdict())
                .isEqualTo(Verdict.UNPROVEN);

        copy.execute("UPDATE signal_dr.canary SET nonce = 'forged' WHERE seq = 3");
        assertThat(check(copy, acknowledged, disruption).verdict()).isEqualTo(Verdict.FAILED);
        copy.execute("DELETE FROM signal_dr.canary WHERE seq = 3");
        assertThat(check(copy, acknowledged, disruption).summary()).contains("canary 3 missing");
        copy.execute("DELETE FROM signal_dr.canary");
        assertThat(check(copy, acknowledged, disruption).verdict()).isEqualTo(Verdict.UNPROVEN);
        copy.execute("DROP SCHEMA signal_dr CASCADE");
        assertThat(check(copy, acknowledged, disruption).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aDatabaseThatLostAcknowledgedRowsGetsANewSeries() throws Exception {
        try (CanaryWriter writer = Canary.startWriter(source, w -> w.interval(INTERVAL))) {
            assertThat(writer.awaitAcknowledged(10, LIMIT)).isTrue();
            source.execute("BEGIN; LOCK TABLE signal_dr.canary; SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = 'source' AND pid <> pg_backend_pid(); DELETE FROM signal_dr.canary; COMMIT");
            int atMost = writer.acknowledged().size() + 2;
            assertThat(writer.awaitAcknowledged(atMost + 10, LIMIT)).isTrue();

            assertThat(writer.acknowledged().stream().map(CanaryRow::series).distinct())
                    .hasSize(2);
        }
    }

    @Test
    void onlyTheRowsToBeKeptStayInTheTable() throws Exception {
        try (CanaryWriter writer =
                Canary.startWriter(source, w -> w.interval(Duration.ofMillis(1)).keep(50))) {
            assertThat(awaitSeq(writer, 230)).isTrue();
        }
        CanaryReading reading = Canary.read(source);
        assertThat(reading.rows()).hasSizeBetween(50, 160);
        assertThat(reading.holes()).isEmpty();
    }

    @Test
    void withoutASynchronousStandbyNoRowClaimsOne() throws Exception {
        RecoveryObjectives none = RecoveryTier.HIGH_AVAILABILITY.objectives();
        List<CanaryRow> acknowledged = writeSome(source, 5);
        assertThat(acknowledged).noneMatch(CanaryRow::synchronous);
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(
                Canary.read(source),
                known -> known.acknowledged(acknowledged)
                        .disruptedAt(acknowledged.get(4).writtenAt()));
        assertThat(measured.grade(none).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(measured.grade(none).summary()).contains("synchronous standby");
    }

    private static boolean awaitSeq(CanaryWriter writer, long seq) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            List<CanaryRow> rows = writer.acknowledged();
            if (!rows.isEmpty() && rows.get(rows.size() - 1).seq() >= seq) {
                return true;
            }
            writer.awaitAcknowledged(rows.size() + 1, Duration.ofMillis(20));
        }
        return false;
    }

    private static List<CanaryRow> writeSome(Database database, int count) throws InterruptedException {
        List<CanaryRow> acknowledged;
        try (CanaryWriter writer = Canary.startWriter(database, w -> w.interval(INTERVAL))) {
            assertThat(writer.awaitAcknowledged(count, LIMIT)).isTrue();
            acknowledged = List.copyOf(writer.acknowledged().subList(0, count));
        }
        // What the closed writer had begun may still be committed.
        server.awaitNobodyIn(database);
        return acknowledged;
    }

    private static CheckResult check(Database copy, List<CanaryRow> acknowledged, Instant disruption) {
        return Verification.of(v -> v.check(Checks.canary(known ->
                        known.acknowledged(acknowledged).interval(INTERVAL).disruptedAt(disruption))))
                .run(copy)
                .results()
                .get(0);
    }
}
