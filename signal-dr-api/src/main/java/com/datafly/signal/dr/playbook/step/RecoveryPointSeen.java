package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.report.CanaryPoint;
import com.datafly.signal.dr.report.CanarySeries;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much a recovery lost, by the canaries that came back.
 *
 * @param integrity {@link Verdict#FAILED} with a defect, {@link Verdict#UNPROVEN} if no canary came back
 * @param achieved what was lost; empty if nothing shows it
 * @param errorBar how far the true value may lie from the achieved one
 * @param newestRestored when the newest restored canary was written, by the database's clock
 * @param restored how many canaries came back
 * @param lost how many acknowledged canaries should have come back and did not
 * @param givenUp how many were given up on purpose, by the choice of the recovery point
 * @param defects holes and foreign rows, in plain words
 * @param target the moment after which everything was given up on purpose, where one was chosen
 * @param disruptedAt the moment of the disruption, where it is known
 * @param noLoss whether it is shown that nothing was lost at all
 * @param reason why that is or is not shown, in one sentence
 * @param nearest the canaries nearest to the recovery point
 * @since 0.1
 */
public record RecoveryPointSeen(
        Verdict integrity,
        Optional<Duration> achieved,
        Duration errorBar,
        Optional<Instant> newestRestored,
        int restored,
        int lost,
        int givenUp,
        List<String> defects,
        Optional<Instant> target,
        Optional<Instant> disruptedAt,
        Verdict noLoss,
        String reason,
        List<CanaryPoint> nearest) {

    /** Takes copies. */
    public RecoveryPointSeen {
        defects = List.copyOf(defects);
        nearest = List.copyOf(nearest);
    }

    /** Keeps what a measurement found. */
    public static RecoveryPointSeen of(RecoveryPointMeasurement measured) {
        Grade ofNoLoss = measured.grade(RecoveryTier.HIGH_AVAILABILITY.objectives());
        return new RecoveryPointSeen(
                measured.integrity(),
                measured.achieved(),
                measured.errorBar(),
                measured.newestRestored().map(CanaryRow::writtenAt),
                measured.restored().size(),
                measured.lost().size(),
                measured.givenUp().size(),
                measured.defects(),
                measured.target(),
                measured.disruptedAt(),
                ofNoLoss.verdict(),
                ofNoLoss.summary(),
                CanarySeries.of(measured).points());
    }

    /** Holds it against the objective, as {@link RecoveryPointMeasurement#grade} does. */
    public Grade grade(RecoveryObjectives objectives) {
        if (integrity == Verdict.PASSED
                && achieved.isPresent()
                && !objectives.rpo().isZero()) {
            return Grade.measured("RPO", objectives.rpo(), achieved.get(), errorBar);
        }
        Duration loss = noLoss == Verdict.PASSED ? Duration.ZERO : achieved.orElse(null);
        return Grade.stated("RPO", objectives.rpo(), loss, noLoss, reason);
    }

    /** Returns the canaries for a report's plot. */
    public CanarySeries canaries() {
        return CanarySeries.create(nearest, series -> {
            series.count(CanaryPoint.State.RESTORED, restored)
                    .count(CanaryPoint.State.LOST, lost)
                    .count(CanaryPoint.State.GIVEN_UP, givenUp);
            target.ifPresent(series::target);
            disruptedAt.ifPresent(series::disruptedAt);
        });
    }
}
