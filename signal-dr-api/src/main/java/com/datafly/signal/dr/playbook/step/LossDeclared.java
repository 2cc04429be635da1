package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a standby does not have of its source.
 *
 * @param sourceAnswers whether the source could be asked; else the numbers are those last seen, or the producers' own
 * @param proven whether surely no more are missing; else it may be any number
 * @param events how many events are missing at most: offsets are counted, and where producers use transactions, or logs
 *     are compacted, not every offset is an event
 * @param waited for how long the oldest of them had waited to be copied when the source was last seen, at most where it
 *     does not answer; empty where that is not known, as of events that nobody has seen but their producer
 * @param recoveryPoint when the newest event was produced that the standby has of a partition that lacks some, of the
 *     partition where that is longest ago, by the producers' clocks; empty if nothing is missing, and where it is not
 *     known, as of events in holes
 * @param lastAcknowledgedAt when the producers had their last acknowledgement, if they said so
 * @param declaredAt when this was found out
 * @param copied how far each partition was copied
 * @param detail the same in a sentence
 * @since 0.1
 */
public record LossDeclared(
        boolean sourceAnswers,
        boolean proven,
        long events,
        Optional<Duration> waited,
        Optional<Instant> recoveryPoint,
        Optional<Instant> lastAcknowledgedAt,
        Instant declaredAt,
        List<PartitionCopied> copied,
        String detail) {

    private static final String NAME = "RPO";

    /**
     * Holds it against the objective. What is lost was produced after the recovery point, and before the last
     * acknowledgement, or before this was found out where the producers do not say when that was; for an objective of
     * zero, the number of events alone counts.
     */
    public Grade grade(RecoveryObjectives objectives) {
        Duration objective = objectives.rpo();
        if (proven && events == 0) {
            return Grade.stated(NAME, objective, Duration.ZERO, Verdict.PASSED, detail);
        }
        Duration most = atMost();
        return Grade.stated(NAME, objective, most, verdict(objective, most), detail);
    }

    /** A clock that is ahead, or an event from the future, tells nothing. */
    private @Nullable Duration atMost() {
        return recoveryPoint
                .map(point -> Duration.between(point, lastAcknowledgedAt.orElse(declaredAt)))
                .filter(lost -> !lost.isNegative())
                .orElse(null);
    }

    private Verdict verdict(Duration objective, @Nullable Duration most) {
        if (!proven) {
            return Verdict.UNPROVEN;
        }
        if (objective.isZero()) {
            return Verdict.FAILED;
        }
        if (most != null && most.compareTo(objective) <= 0) {
            return Verdict.PASSED;
        }
        // Of a source that does not answer it is known between which looks an event came, not when.
        boolean surelyLonger = sourceAnswers
                && waited.filter(least -> least.compareTo(objective) > 0).isPresent();
        return surelyLonger ? Verdict.FAILED : Verdict.UNPROVEN;
    }
}
