package com.datafly.signal.dr.report;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.verify.CanaryReading;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reports as they come out of drills. */
final class ExampleReports {

    static final Instant NOW = Instant.parse("2025-01-15T11:02:10Z");
    private static final Instant DISRUPTION = Instant.parse("2025-01-15T10:30:00.400Z");
    private static final RecoveryTier TIER = RecoveryTier.ENHANCED;

    private ExampleReports() {}

    static Report passed() {
        return drill(report -> {
            report.recoveryPoint(canaries(90, 90), TIER.objectives()).recoveryTime(times(true), TIER.objectives());
            phases(report);
            report.check(check("reached the target", Verdict.PASSED, "recovery ended exactly at the target", 40, false))
                    .check(CheckResult.create(
                            "amcheck",
                            Verdict.PASSED,
                            "412 tables and indexes are intact",
                            r -> r.duration(Duration.ofMillis(41_300))
                                    .detail("tables", 188)
                                    .detail("B-tree indexes", 224)
                                    .detail("not examined: hash indexes", 1)))
                    .check(CheckResult.create(
                            "matches the baseline",
                            Verdict.PASSED,
                            "61 tables with 4,120,331 rows are identical",
                            r -> r.duration(Duration.ofSeconds(73))
                                    .detail("tables", 61)
                                    .detail("rows", 4_120_331)
                                    .detail("baseline taken at", "2025-01-15T10:29:58Z, 16/B374D848")))
                    .check(check("canaries", Verdict.PASSED, "90 canaries came back without a gap", 12, true))
                    .check(check("every pipeline has an owner", Verdict.PASSED, "is 0", 7, true));
        });
    }

    static Report failed() {
        return drill(report -> {
            report.recoveryPoint(canaries(40, 90), TIER.objectives())
                    .recoveryTime(
                            RecoveryTimeMeasurement.of(t -> t.detect(Duration.ofMinutes(9))
                                    .declare(Duration.ofMinutes(14))
                                    .approve(Duration.ofMinutes(31))
                                    .execute(Duration.ofMinutes(22))
                                    .verify(Duration.ofSeconds(95))),
                            TIER.objectives());
            phases(report);
            report.check(check("reached the target", Verdict.PASSED, "recovery ended exactly at the target", 40, false))
                    .check(CheckResult.create(
                            "amcheck",
                            Verdict.FAILED,
                            "found damage in public.orders block 17 offset 4: xmin 1073741808 equals or exceeds next valid"
                                    + " transaction ID 0:742 (and 1 more)",
                            r -> r.duration(Duration.ofMillis(41_300))
                                    .detail(
                                            "damage 1",
                                            "public.orders block 17 offset 4: xmin 1073741808 equals or"
                                                    + " exceeds next valid transaction ID 0:742")
                                    .detail(
                                            "damage 2",
                                            "public.orders_pkey: item order invariant violated for index"
                                                    + " \"orders_pkey\"")
                                    .detail("tables", 188)))
                    .check(check("matches the baseline", Verdict.UNPROVEN, "not run: the deadline was over", 0, false));
            report.warning("The copy's work_mem is 4MB, the source's 64MB.");
        });
    }

    static Report unproven() {
        return drill(report -> {
            report.recoveryPoint(
                            RecoveryPointMeasurement.of(CanaryReading.of(List.of()), known -> {}), TIER.objectives())
                    .recoveryTime(times(false), TIER.objectives());
            phases(report);
            report.check(check("reached the target", Verdict.PASSED, "recovery ended exactly at the target", 40, false))
                    .check(check(
                            "amcheck",
                            Verdict.UNPROVEN,
                            "this server's installation lacks the contrib extension amcheck",
                            3,
                            false));
        });
    }

    static Report logicalMistake() {
        Instant target = DISRUPTION.minusSeconds(40);
        return drill(report -> {
            List<CanaryRow> rows = rows(90);
            RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(
                    CanaryReading.of(rows.subList(0, 50)),
                    known -> known.acknowledged(rows).disruptedAt(DISRUPTION).target(target));
            report.recoveryPoint(measured, TIER.objectives()).recoveryTime(times(true), TIER.objectives());
            phases(report);
            report.check(check("canaries", Verdict.PASSED, "50 canaries came back without a gap", 12, true));
        });
    }

    static Report error() {
        return Report.create(
                "Recovery drill",
                "datafly-postgres",
                NOW,
                report -> report.check(check(
                        "canaries",
                        Verdict.ERROR,
                        "read the canary table signal_dr.canary: connection refused",
                        3,
                        true)));
    }

    /** Very many checks, phases from a millisecond to two days, long names. */
    static Report crowded() {
        return drill(report -> {
            for (int i = 1; i <= 120; i++) {
                report.check(check("assertion number " + i, Verdict.PASSED, "is " + i * 7919, i % 9, true));
            }
            report.phase(ReportPhase.of("restore", "read the manifest", Duration.ZERO, Duration.ofMillis(1)))
                    .phase(ReportPhase.of(
                            "restore",
                            "write_every_file_of_a_cluster_whose_tablespace_names_are_very_long_indeed_and_unbroken",
                            Duration.ofMillis(1),
                            Duration.ofHours(47)))
                    .phase(ReportPhase.of("verify", "start", Duration.ofHours(47), Duration.ofMillis(220)));
            for (int i = 0; i < 25; i++) {
                report.phase(ReportPhase.of(
                        "tablespace " + i % 4, "part " + i, Duration.ofHours(i), Duration.ofMinutes(11L * i)));
            }
        });
    }

    /** Text that tries to be markup, in every place that takes text. */
    static Report hostile(String text) {
        return Report.create(
                text,
                text,
                NOW,
                report -> report.runId(text)
                        .warning(text)
                        .givenUp(text)
                        .fact(text, text, text)
                        .version(text, text)
                        .phase(ReportPhase.of(text, text, Duration.ZERO, Duration.ofSeconds(1)))
                        .check(CheckResult.create(text, Verdict.FAILED, text, r -> r.detail(text, text))));
    }

    private static Report drill(java.util.function.Consumer<Report.Builder> more) {
        return Report.create("Quarterly recovery drill", "datafly-postgres", NOW, report -> {
            report.tier(TIER)
                    .runId("run-20250115-103000-7f3a")
                    .expiresAt(NOW.plus(Duration.ofDays(7)))
                    .fact("source", "address", "postgresql://10.4.0.12:5432/datafly")
                    .fact("source", "system identifier", "7459912345678901234")
                    .fact("source", "version", "PostgreSQL 17.4")
                    .fact("backup", "id", "20250115T020000Z-5f0c")
                    .fact("backup", "size", "183 GB, 2 h 12 min old")
                    .fact("target", "instant", "2025-01-15T10:30:00Z")
                    .fact("target", "log position", "16/B374D848")
                    .fact("restored", "name", "datafly-postgres-drill-7f3a")
                    .fact("restored", "timeline", "4")
                    .version("signal-dr", "0.1.0")
                    .version("PostgreSQL", "17.4");
            more.accept(report);
        });
    }

    private static void phases(Report.Builder report) {
        report.phase(phase("choose", "find the newest usable backup", 0, 310))
                .phase(phase("choose", "prove the log up to the target", 310, 8_200))
                .phase(phase("restore", "write and check files", 8_510, 512_000))
                .phase(phase("restore", "stage the log", 8_510, 61_000))
                .phase(phase("restore", "start", 520_510, 900))
                .phase(phase("restore", "replay", 521_410, 148_000))
                .phase(phase("verify", "reached the target", 669_410, 40))
                .phase(phase("verify", "amcheck", 669_450, 41_300))
                .phase(phase("verify", "matches the baseline", 710_750, 73_000));
    }

    private static ReportPhase phase(String lane, String name, long start, long length) {
        return ReportPhase.of(lane, name, Duration.ofMillis(start), Duration.ofMillis(length));
    }

    private static CheckResult check(String name, Verdict verdict, String summary, int millis, boolean data) {
        return CheckResult.create(
                name,
                verdict,
                summary,
                r -> r.duration(Duration.ofMillis(millis)).provesData(data));
    }

    private static RecoveryTimeMeasurement times(boolean all) {
        return RecoveryTimeMeasurement.of(times -> {
            times.detect(Duration.ofSeconds(72))
                    .execute(Duration.ofMillis(669_410))
                    .verify(Duration.ofMillis(114_340));
            if (all) {
                times.declare(Duration.ofMinutes(4)).approve(Duration.ofSeconds(155));
            }
        });
    }

    private static RecoveryPointMeasurement canaries(int restored, int written) {
        List<CanaryRow> rows = rows(written);
        return RecoveryPointMeasurement.of(
                CanaryReading.of(rows.subList(0, restored)),
                known -> known.acknowledged(rows).disruptedAt(DISRUPTION));
    }

    private static List<CanaryRow> rows(int count) {
        List<CanaryRow> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Instant at = DISRUPTION.minusMillis(1000L * (count - i) + 400);
            rows.add(CanaryRow.of("c1", i, at, "nonce" + i));
        }
        return rows;
    }
}
