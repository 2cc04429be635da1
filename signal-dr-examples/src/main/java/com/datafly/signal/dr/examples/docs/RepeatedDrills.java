package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.drill.Compliance;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillLevel;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.drill.DrillTick;
import com.datafly.signal.dr.drill.UpgradeClearance;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.Exposure;
import com.datafly.signal.dr.verify.ExposureMonitor;
import com.datafly.signal.dr.verify.RecoverableCopy;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Repeats drills, asks whether an upgrade may begin, and what the tier's promise is worth. */
final class RepeatedDrills {

    private RepeatedDrills() {}

    static DrillTick tick(SignalDr dr) {
        DrillSchedule schedule = dr.drills(DrillRegime.guide(ZoneId.of("Europe/Berlin")));
        DrillTick tick = schedule.tick(DrillJob.rehearsing(dr.playbooks().restoreTest())); // runs what is due
        dr.playbooks().sweep().forEach(System.out::println); // what earlier drills left, and has expired
        return tick;
    }

    static DrillJob byLevel(Playbooks playbooks, Verification checks) {
        return DrillJob.rehearsing(drill -> drill.level() == DrillLevel.FULL
                ? playbooks.databaseFailure(scenario -> scenario.verify(checks))
                : playbooks.restoreTest(scenario -> scenario.verify(checks)));
    }

    static void tick(SignalDr dr, Verification checks, CanaryWriter canary) {
        try (JournalDriver journal = FileJournal.open(Path.of("/var/lib/signal-dr"))) {
            DrillSchedule schedule = DrillSchedule.open(journal, DrillRegime.guide(ZoneId.of("Europe/Berlin")));
            DrillJob job =
                    (drill, runId) -> dr.drill().verify(checks).canary(canary).run();
            DrillTick tick = schedule.tick(job);
            tick.missed().forEach(missed -> System.err.println("missed: " + missed));
        }
    }

    static void upgrade(DrillSchedule schedule, DrillJob job, Runnable upgrade) {
        schedule.run(DrillRegime.BEFORE_UPGRADE, job);
        UpgradeClearance clearance = schedule.beforeUpgrade("5.0");
        if (!clearance.cleared()) {
            throw new IllegalStateException(clearance.reason());
        }
        upgrade.run();
        schedule.upgraded("5.0");
    }

    static Report compliance(SignalDr dr, DrillSchedule schedule) {
        Instant now = Instant.now();
        Exposure exposure = Exposure.of(
                now,
                List.of(FailureDomain.of("region", "aws:eu-west-1")), // what is assumed to be lost
                List.of(RecoverableCopy.of(
                        "archive", List.of(FailureDomain.of("region", "aws:eu-central-1")), dr.database())));
        return Compliance.report(
                "orders",
                RecoveryTier.ENHANCED,
                now,
                evidence -> evidence.exposure(exposure)
                        .schedule(schedule)
                        .snapshots(dr.database().snapshots().list(), Duration.ofDays(35)));
    }

    static ScheduledFuture<?> watch(SignalDr dr, ScheduledExecutorService ticks) {
        ExposureMonitor exposure = ExposureMonitor.of(
                "orders",
                List.of(FailureDomain.of("region", "aws:eu-west-1")),
                () -> List.of(RecoverableCopy.of(
                        "archive", List.of(FailureDomain.of("region", "aws:eu-central-1")), dr.database())),
                Clock.systemUTC());
        return ticks.scheduleWithFixedDelay(exposure::tick, 0, 1, TimeUnit.MINUTES);
    }
}
