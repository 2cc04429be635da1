package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.drill.DrillJob;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.ScheduledDrill;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one claimed drill and makes a result of whatever becomes of it. */
final class ScheduledRun {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledRun.class);
    private static final int LONGEST_SUMMARY = 2_000;

    private final ScheduledDrill drill;
    private final Claim claim;
    private final TimeSource time;
    private @Nullable DrException cancelled;

    ScheduledRun(ScheduledDrill drill, Claim claim, TimeSource time) {
        this.drill = drill;
        this.claim = claim;
        this.time = time;
    }

    DrillResult run(DrillJob job) {
        long begin = time.nanoTime();
        try {
            Report report = job.run(drill, claim.run());
            return result(begin, report.verdict(), report.summary(), more -> {
                report.recoveryPoint()
                        .ifPresent(grade ->
                                grade.achieved().ifPresent(achieved -> more.recoveryPoint(achieved, grade.errorBar())));
                recoveryTime(report).ifPresent(more::recoveryTime);
                report.expiresAt()
                        .filter(expiry -> expiry.isBefore(expiry(begin)))
                        .ifPresent(more::expiresAt);
            });
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                cancelled = e;
            }
            return result(begin, Verdict.ERROR, String.valueOf(e.getMessage()), more -> {});
        } catch (RuntimeException e) {
            // Its message may hold a secret of the host's, so only its class is told.
            LOG.warn("drill {} failed with {}", drill.name(), e.getClass().getName());
            String summary = "the job failed with " + e.getClass().getName();
            return result(begin, Verdict.ERROR, summary, more -> {});
        }
    }

    /** Returns why the caller has to stop, if the job was cancelled. */
    Optional<DrException> cancelled() {
        return Optional.ofNullable(cancelled);
    }

    /** A recovery time of which a part was not measured is none. */
    private static Optional<Duration> recoveryTime(Report report) {
        return report.segments().isPresent()
                ? report.segments().flatMap(RecoveryTimeMeasurement::total)
                : report.recoveryTime().flatMap(Grade::achieved);
    }

    private DrillResult result(long begin, Verdict verdict, String summary, Consumer<DrillResult.Builder> more) {
        Duration took = Duration.ofNanos(time.nanoTime() - begin);
        return DrillResult.create(drill.name(), claim.run(), verdict, result -> {
            result.level(drill.level())
                    .summary(summary.length() > LONGEST_SUMMARY ? summary.substring(0, LONGEST_SUMMARY) : summary)
                    .ran(claim.at(), took)
                    .expiresAt(claim.at().plus(took).plus(drill.validity()));
            if (claim.occurrence() != null) {
                result.occurrence(claim.occurrence());
            }
            more.accept(result);
        });
    }

    private Instant expiry(long begin) {
        return claim.at().plusNanos(time.nanoTime() - begin).plus(drill.validity());
    }
}
