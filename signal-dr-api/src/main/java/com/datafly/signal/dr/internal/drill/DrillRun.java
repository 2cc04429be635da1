package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RecoveryTarget.AtSnapshot;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportPhase;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.VerificationReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One drill, from the recovery to the report. */
final class DrillRun {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'drill-'yyyyMMdd't'HHmmssSSS'z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String RECOVERY = "recovery";

    private final Database database;
    private final RecoveryObjectives objectives;
    private final Clock clock;
    private final DrillSettings settings;
    private final Instant startedAt;
    private final String name;
    private final List<ReportPhase> phases = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<CheckResult> checks = new ArrayList<>();
    private @Nullable RecoveryPointMeasurement recoveryPoint;
    private @Nullable Provenance provenance;
    private @Nullable Duration execute;
    private @Nullable Duration verify;

    DrillRun(Database database, RecoveryObjectives objectives, Clock clock, DrillSettings settings) {
        this.database = database;
        this.objectives = objectives;
        this.clock = clock;
        this.settings = settings;
        this.startedAt = clock.instant();
        this.name = settings.name == null ? NAME.format(startedAt) : settings.name;
    }

    Report run() {
        requireNotInterrupted();
        leadingPhases();
        long begin = System.nanoTime();
        try (Database copy = recover()) {
            examine(copy, since(begin));
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.INVALID_ARGUMENT) {
                throw e;
            }
            checks.add(CheckResult.of(RECOVERY, verdictOf(e), String.valueOf(e.getMessage())));
        }
        requireNotInterrupted();
        return report();
    }

    /** What an interrupt made of the checks is no result, so there is no report. */
    private void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            String problem = "the thread was interrupted";
            throw DrException.of(
                    ErrorCode.CANCELLED,
                    "rehearse the recovery of " + database.address(),
                    warnings.isEmpty() ? problem : problem + "; " + String.join("; ", warnings));
        }
    }

    private void examine(Database copy, Duration executed) {
        try {
            execute = executed;
            recoveryPhases(copy, executed);
            verify(copy, executed);
            recordVerdict(VerificationReport.verdictOf(checks));
        } finally {
            remove(copy);
        }
    }

    /** A recovery that is refused or finds damage has failed; one that could not be tried says nothing. */
    private static Verdict verdictOf(DrException failure) {
        return switch (failure.code()) {
            case INTEGRITY_FAILED, FAILED_PRECONDITION, NOT_FOUND, UNSUPPORTED -> Verdict.FAILED;
            default -> Verdict.ERROR;
        };
    }

    private Database recover() {
        Restore restore = settings.target instanceof AtSnapshot snapshot
                ? database.snapshots().restore(snapshot.snapshotId())
                : database.pointInTimeRecovery().to(settings.target);
        return restore.as(name).start().onProgress(settings.listener).await();
    }

    private void leadingPhases() {
        Duration at = Duration.ZERO;
        for (Map.Entry<RecoveryTimeSegment, Duration> segment :
                settings.leading().entrySet()) {
            String words = segment.getKey().name().toLowerCase(Locale.ROOT);
            phases.add(ReportPhase.of("before", words, at, segment.getValue()));
            at = at.plus(segment.getValue());
        }
    }

    private void recoveryPhases(Database copy, Duration executed) {
        Optional<Provenance> origin = copy.provenance();
        provenance = origin.orElse(null);
        Duration at = settings.lead();
        if (origin.isEmpty() || origin.get().phases().isEmpty()) {
            phases.add(ReportPhase.of(RECOVERY, "recover", at, executed));
            return;
        }
        checks.addAll(origin.get().evidence());
        for (Map.Entry<String, Duration> phase : origin.get().phases().entrySet()) {
            phases.add(ReportPhase.of(RECOVERY, phase.getKey(), at, phase.getValue()));
            at = at.plus(phase.getValue());
        }
    }

    private void verify(Database copy, Duration executed) {
        long begin = System.nanoTime();
        Optional<DataSource> sql = copy.sql();
        if (sql.isEmpty()) {
            checks.add(
                    CheckResult.of("sql", Verdict.UNPROVEN, "the provider gives no SQL access, so no check could run"));
            return;
        }
        VerificationReport report = settings.verification.run(sql.get());
        checks.addAll(report.results());
        readCanaries(sql.get());
        Duration verified = since(begin);
        verify = verified;
        Duration at = settings.lead().plus(executed);
        for (CheckResult result : report.results()) {
            phases.add(ReportPhase.of("verify", result.name(), at, result.duration()));
            at = at.plus(result.duration());
        }
    }

    private void readCanaries(DataSource copy) {
        CanaryWriter writer = settings.canary;
        if (writer == null) {
            return;
        }
        try {
            RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(Canary.read(copy), known -> {
                known.writer(writer);
                known.disruptedAt(disruption(writer));
                if (settings.target instanceof RecoveryTarget.AtInstant chosen) {
                    known.target(chosen.instant());
                }
            });
            recoveryPoint = measured;
            checks.add(CheckResult.create(
                    "canaries",
                    measured.integrity(),
                    measured.defects().isEmpty()
                            ? "the canaries came back without a gap"
                            : measured.defects().get(0),
                    result -> result.provesData(measured.newestRestored().isPresent())));
        } catch (DrException e) {
            checks.add(CheckResult.of("canaries", Verdict.ERROR, String.valueOf(e.getMessage())));
        }
    }

    private Instant disruption(CanaryWriter writer) {
        return Optional.ofNullable(settings.disruption)
                .or(() -> writer.databaseClock().map(seen -> seen.toDatabase(startedAt)))
                .orElse(startedAt);
    }

    /** A verdict that cannot be noted is a warning: the drill itself has its result. */
    private void recordVerdict(Verdict verdict) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        Optional<String> snapshot = Optional.ofNullable(provenance).flatMap(Provenance::snapshotId);
        if (snapshot.isPresent()) {
            attempt(
                    "the verdict could not be noted on snapshot " + snapshot.get(),
                    () -> database.snapshots().recordVerdict(snapshot.get(), verdict, clock.instant()));
        }
    }

    /** An interrupt does not stop the removal, nor is it forgotten. */
    private void remove(Database copy) {
        if (settings.keepCopy) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            attempt("the copy " + name + " was left", () -> copy.discard().await());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void attempt(String otherwise, Runnable action) {
        try {
            action.run();
        } catch (DrException e) {
            warnings.add(otherwise + ": " + e.getMessage());
        }
    }

    private Report report() {
        RecoveryTimeMeasurement time = RecoveryTimeMeasurement.of(measurement -> {
            settings.addTo(measurement);
            Optional.ofNullable(execute).ifPresent(measurement::execute);
            Optional.ofNullable(verify).ifPresent(measurement::verify);
        });
        return Report.create("Recovery drill", database.address().toString(), clock.instant(), report -> {
            report.runId(name);
            settings.background.accept(report);
            phases.forEach(report::phase);
            checks.forEach(report::check);
            warnings.forEach(report::warning);
            report.recoveryTime(time, objectives);
            gradeRecoveryPoint(report);
            facts(report);
        });
    }

    private void gradeRecoveryPoint(Report.Builder report) {
        RecoveryPointMeasurement measured = recoveryPoint;
        if (measured != null) {
            report.recoveryPoint(measured, objectives);
        } else if (settings.target instanceof AtSnapshot) {
            report.fact("Recovery", "RPO", "not measured: the restore of a snapshot says nothing about it");
        } else {
            report.recoveryPoint(Grade.stated(
                    "RPO",
                    objectives.rpo(),
                    null,
                    Verdict.UNPROVEN,
                    "no canaries were read, so nothing can be measured"));
        }
    }

    private void facts(Report.Builder report) {
        report.fact("Recovery", "target", settings.target).fact("Recovery", "started", startedAt);
        report.fact("Recovery", "copy", settings.keepCopy ? name + " (kept)" : name + " (removed)");
        Provenance origin = provenance;
        if (origin != null) {
            origin.snapshotId().ifPresent(id -> report.fact("Recovery", "snapshot", id));
            origin.reachedLsn().ifPresent(lsn -> report.fact("Recovery", "reached LSN", lsn));
            origin.warnings().forEach(report::warning);
            int number = 1;
            for (String difference : origin.differences()) {
                report.fact("Differences from the source", "difference " + number++, difference);
            }
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
