package com.datafly.signal.dr.internal.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.drill.Compliance;
import com.datafly.signal.dr.drill.Compliance.Evidence;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Exposure;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoverableCopy;
import com.datafly.signal.dr.verify.RecoveryPointSkew;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.StorePoint;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ComplianceTest {

    private static final FailureDomain REGION = FailureDomain.parse("region:aws:eu-west-1");
    private static final FailureDomain ELSEWHERE = FailureDomain.parse("region:aws:eu-central-1");
    private static final Duration VALIDITY = Duration.ofDays(35);

    private final HandClock clock = new HandClock("2026-04-14T00:00:00Z");
    private final DrillSchedule schedule =
            DrillSchedule.open(new MemoryJournal(), DrillRegime.guide(ZoneOffset.UTC), clock, clock);
    private Duration loss = Duration.ofMinutes(2);
    private Duration errorBar = Duration.ofSeconds(1);
    private Duration length = Duration.ofMinutes(30);
    private Verdict verdict = Verdict.PASSED;

    private final DrillJob job = (drill, runId) -> Report.create(
            "drill",
            "orders",
            clock.instant(),
            report -> report.check(CheckResult.of("data", verdict, "seen"))
                    .recoveryPoint(Grade.measured("RPO", Duration.ofHours(1), loss, errorBar))
                    .recoveryTime(Grade.measured("RTO", Duration.ofHours(4), length, Duration.ZERO)));

    @Test
    void withoutEvidenceEverythingIsUnproven() {
        Report report = report(RecoveryTier.ENHANCED, evidence -> {});

        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.checks()).hasSize(3).allMatch(check -> check.verdict() == Verdict.UNPROVEN);
        assertThat(report.recoveryPoint().orElseThrow().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.recoveryTime().orElseThrow().achieved()).isEmpty();
        assertThat(report.expiresAt()).isEmpty();
        assertThat(report.summary())
                .contains("exposure (UNPROVEN)", "drills (UNPROVEN)", "verified snapshot (UNPROVEN)", "RPO", "RTO");
    }

    @Test
    void withEvidenceForEverythingItPassesUntilTheFirstOfItExpires() {
        drillEverything();
        Report report = report(RecoveryTier.ENHANCED, this::all);

        assertThat(report.checks()).allMatch(check -> check.verdict() == Verdict.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.summary()).isEqualTo("There is evidence for everything that the tier promises.");
        assertThat(report.expiresAt()).contains(Instant.parse("2026-05-09T00:00:00Z"));
        assertThat(report.history()).hasSize(2);
        assertThat(report.facts()).containsEntry("drills on demand", Map.of("before-upgrade", "never ran to an end"));
        assertThat(Reports.html(report)).contains("id=\"history\"");
    }

    /** Each part alone, taken away, keeps the report from passing. */
    @Test
    void withoutAnyOnePartItDoesNotPass() {
        drillEverything();
        Map<String, BiConsumer<ComplianceTest, Evidence>> parts = Map.of(
                "exposure", (test, evidence) -> test.exposure(evidence),
                "drills", (test, evidence) -> evidence.schedule(test.schedule),
                "verified snapshot", (test, evidence) -> test.snapshot(evidence));
        for (String missing : parts.keySet()) {
            Report report = report(
                    RecoveryTier.ENHANCED,
                    evidence -> parts.forEach((name, part) -> {
                        if (!name.equals(missing)) {
                            part.accept(this, evidence);
                        }
                    }));

            assertThat(report.verdict()).as(missing).isEqualTo(Verdict.UNPROVEN);
            assertThat(report.summary()).contains(missing + " (UNPROVEN)");
        }
    }

    @Test
    void timeAloneTurnsEvidenceIntoNone() {
        drillEverything();
        assertThat(report(RecoveryTier.ENHANCED, this::all).verdict()).isEqualTo(Verdict.PASSED);
        clock.pass(Duration.ofDays(25).minusNanos(1));
        assertThat(report(RecoveryTier.ENHANCED, this::all).summary()).doesNotContain("verified snapshot");
        clock.pass(Duration.ofNanos(1));
        assertThat(report(RecoveryTier.ENHANCED, this::all).summary()).contains("verified snapshot (UNPROVEN)");
        clock.pass(Duration.ofDays(90));

        Report report = report(RecoveryTier.ENHANCED, this::all);

        assertThat(report.summary())
                .contains("drill monthly-restore", "drill quarterly-full", "drills on time", "RPO", "RTO");
        assertThat(report.recoveryTime().orElseThrow().summary()).contains("expired");
        assertThat(report.warnings()).isNotEmpty().allMatch(warning -> warning.startsWith("missed: "));
    }

    @Test
    void anExposureOfYesterdayIsNotBelieved() {
        drillEverything();
        Exposure fresh = exposureAt(clock.instant());
        assertThat(check(report(RecoveryTier.ENHANCED, evidence -> evidence.exposure(fresh)), "exposure")
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        clock.pass(Duration.ofHours(1));

        assertThat(check(report(RecoveryTier.ENHANCED, evidence -> evidence.exposure(fresh)), "exposure")
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void aFailedDrillFailsTheReportAndItsMeasurementsPassNothing() {
        drillEverything();
        verdict = Verdict.FAILED;
        schedule.run("quarterly-full", job);

        Report report = report(RecoveryTier.ENHANCED, this::all);

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check(report, "drill quarterly-full").summary()).contains("failed on");
        assertThat(report.recoveryTime().orElseThrow().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.recoveryTime().orElseThrow().summary()).contains("did not pass");
    }

    @Test
    void theSameEvidenceIsHeldAgainstTheTierThatIsPromised() {
        length = Duration.ofHours(2);
        loss = Duration.ofMinutes(20);
        drillEverything();

        assertThat(report(RecoveryTier.STANDARD, this::all).verdict()).isEqualTo(Verdict.PASSED);
        Report enhanced = report(RecoveryTier.ENHANCED, this::all);
        assertThat(enhanced.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(enhanced.recoveryPoint().orElseThrow().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(enhanced.recoveryTime().orElseThrow().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void thatNothingWasLostIsNotTakenFromADrillsResult() {
        loss = Duration.ZERO;
        errorBar = Duration.ZERO;
        length = Duration.ofMinutes(5);
        drillEverything();

        Report report = report(RecoveryTier.HIGH_AVAILABILITY, this::all);

        assertThat(report.recoveryTime().orElseThrow().verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.recoveryPoint().orElseThrow().verdict()).isNotEqualTo(Verdict.PASSED);
        assertThat(check(report, "exposure").verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aNewerMeasurementOfARealRecoveryCountsInsteadOfADrills() {
        drillEverything();
        RecoveryTimeMeasurement real = RecoveryTimeMeasurement.of(segments -> segments.detect(Duration.ofMinutes(70))
                .declare(Duration.ZERO)
                .approve(Duration.ZERO)
                .execute(Duration.ofMinutes(5))
                .verify(Duration.ofMinutes(1)));

        Report report = report(RecoveryTier.ENHANCED, evidence -> {
            all(evidence);
            evidence.recoveryTime(real, clock.instant(), clock.instant().plus(VALIDITY));
        });

        assertThat(report.recoveryTime().orElseThrow().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.recoveryTime().orElseThrow().achieved()).contains(Duration.ofMinutes(76));
    }

    @Test
    void storesThatAreTooFarApartFailTheReportIfTheyAreGiven() {
        drillEverything();
        Consumer<Evidence> apart = evidence -> evidence.skew(
                RecoveryPointSkew.of(List.of(
                        StorePoint.known("database", clock.instant(), Duration.ZERO),
                        StorePoint.known("kafka", clock.instant().plusSeconds(90), Duration.ofSeconds(1)))),
                Duration.ofMinutes(1));

        Report report = report(RecoveryTier.ENHANCED, evidence -> {
            all(evidence);
            apart.accept(evidence);
        });

        assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(check(report, "skew of recovery points").summary())
                .contains("kafka is 1 min 30 s ahead of database");
    }

    @Test
    void aSnapshotThatCannotBeRestoredOrWhoseMarkCannotBeReadIsNoEvidence() {
        for (SnapshotState state : SnapshotState.values()) {
            Snapshot snapshot = snapshot(state, clock.instant().toString());
            Report report = report(RecoveryTier.ENHANCED, evidence -> evidence.snapshots(List.of(snapshot), VALIDITY));

            assertThat(check(report, "verified snapshot").verdict())
                    .isEqualTo(state == SnapshotState.AVAILABLE ? Verdict.PASSED : Verdict.UNPROVEN);
        }
        Report unreadable = report(
                RecoveryTier.ENHANCED,
                evidence -> evidence.snapshots(List.of(snapshot(SnapshotState.AVAILABLE, "yesterday")), VALIDITY));
        assertThat(check(unreadable, "verified snapshot").verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    private void drillEverything() {
        schedule.tick(job);
        schedule.run("quarterly-full", job);
        schedule.run("monthly-restore", job);
    }

    private void all(Evidence evidence) {
        evidence.schedule(schedule);
        exposure(evidence);
        snapshot(evidence);
    }

    private void exposure(Evidence evidence) {
        evidence.exposure(exposureAt(clock.instant()));
    }

    private static Exposure exposureAt(Instant now) {
        return Exposure.of(
                now,
                List.of(REGION),
                List.of(RecoverableCopy.known(
                        "archive", List.of(ELSEWHERE), now.minus(Duration.ofMinutes(1)), Duration.ofSeconds(1))));
    }

    private void snapshot(Evidence evidence) {
        evidence.snapshots(List.of(snapshot(SnapshotState.AVAILABLE, "2026-04-04T00:00:00Z")), VALIDITY);
    }

    private static Snapshot snapshot(SnapshotState state, String passedAt) {
        return Snapshot.create(
                "id",
                "nightly",
                state,
                Instant.parse("2026-04-01T00:00:00Z"),
                snapshot -> snapshot.annotations(Map.of(Snapshot.PASSED_AT, passedAt)));
    }

    private Report report(RecoveryTier tier, Consumer<Evidence> evidence) {
        return Compliance.report("orders", tier, clock.instant(), evidence);
    }

    private static CheckResult check(Report report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
