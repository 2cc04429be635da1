package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryReading;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the canaries of a copy, and holds them against what else is known. */
public final class MeasureRecoveryPoint extends BuiltIn<MeasureRecoveryPoint.Input, RecoveryPointSeen> {

    private final Consumer<RecoveryPointMeasurement.Builder> known;

    /** Makes the action; what is known is asked for when it acts. */
    public MeasureRecoveryPoint(Consumer<RecoveryPointMeasurement.Builder> known) {
        super("measure-recovery-point", Input.class, RecoveryPointSeen.class);
        this.known = known;
    }

    /**
     * What to measure.
     *
     * @param copyStep the step that made the copy
     */
    public record Input(String copyStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.copyStep());
    }

    @Override
    public RecoveryPointSeen act(StepContext context, Input input) {
        Database copy = context.copy(input.copyStep());
        RecoveryPointSeen seen = copy.sql()
                .map(Canary::read)
                .map(reading -> measure(reading))
                .orElseGet(() -> new RecoveryPointSeen(
                        Verdict.UNPROVEN, Optional.empty(), Duration.ZERO, Optional.empty(), 0, 0, 0, List.of()));
        context.evidence(CheckResult.create(
                "canaries",
                seen.integrity(),
                summary(seen),
                result -> result.provesData(seen.newestRestored().isPresent())));
        if (seen.integrity() == Verdict.FAILED) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    context.stepId(),
                    "the canaries show that the copy is no state that the database ever had: "
                            + String.join("; ", seen.defects()),
                    failure -> failure.hint("Recover to another point, or from another backup."));
        }
        return seen;
    }

    private RecoveryPointSeen measure(CanaryReading reading) {
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(reading, known);
        return new RecoveryPointSeen(
                measured.integrity(),
                measured.achieved(),
                measured.errorBar(),
                measured.newestRestored().map(CanaryRow::writtenAt),
                reading.rows().size(),
                measured.lost().size(),
                measured.givenUp().size(),
                measured.defects());
    }

    private static String summary(RecoveryPointSeen seen) {
        return switch (seen.integrity()) {
            case PASSED ->
                seen.restored() + " canaries came back without a gap"
                        + seen.achieved()
                                .map(loss -> "; recovery point " + loss + " ± " + seen.errorBar())
                                .orElse("");
            case FAILED -> seen.defects().get(0);
            case UNPROVEN, ERROR -> "no canary came back, so nothing can be measured";
        };
    }
}
