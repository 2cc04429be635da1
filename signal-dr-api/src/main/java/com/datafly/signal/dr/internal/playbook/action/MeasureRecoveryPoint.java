package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryReading;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
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
        CanaryReading reading = copy.sql().map(Canary::read).orElseGet(() -> CanaryReading.of(List.of()));
        RecoveryPointSeen seen = RecoveryPointSeen.of(RecoveryPointMeasurement.of(reading, known));
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

    private static String summary(RecoveryPointSeen seen) {
        return switch (seen.integrity()) {
            case PASSED ->
                seen.restored() + " canaries came back without a gap"
                        + seen.achieved()
                                .map(loss -> "; " + Durations.words(loss) + " ± " + Durations.words(seen.errorBar())
                                        + " of data were lost")
                                .orElse("");
            case FAILED -> seen.defects().get(0);
            case UNPROVEN, ERROR -> "no canary came back, so nothing can be measured";
        };
    }
}
