package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the journal has to know of a step, so that it can be read where the step's action is not at hand. */
record StepOutline(
        String id,
        String title,
        StepKind kind,
        StepScope scope,
        String action,
        int version,
        List<String> after,
        Join join,
        String provider,
        Optional<Gate> gate) {

    /** An approval gate. */
    record Gate(int quorum, List<String> principals, boolean initiatorExcluded, Duration validFor) {

        static Gate of(ApprovalGate gate) {
            return new Gate(gate.quorum(), List.copyOf(gate.principals()), gate.initiatorExcluded(), gate.validFor());
        }

        ApprovalGate toGate() {
            return ApprovalGate.of(more -> {
                more.quorum(quorum).from(principals.toArray(String[]::new)).validFor(validFor);
                if (!initiatorExcluded) {
                    more.initiatorMayApprove();
                }
            });
        }
    }

    static StepOutline of(Step step) {
        return new StepOutline(
                step.id(),
                step.title(),
                step.kind(),
                step.scope(),
                step.action().name(),
                step.action().version(),
                step.after(),
                step.join(),
                step.provider().orElse(""),
                step.approval().map(Gate::of));
    }

    /** Tells whether a drill leaves the action out. */
    boolean isRehearsedInDrills() {
        return scope == StepScope.SOURCE;
    }

    /** Tells whether what was done under this outline is what {@code other} means too. */
    boolean meansTheSameWorkAs(StepOutline other) {
        return id.equals(other.id)
                && kind == other.kind
                && scope == other.scope
                && action.equals(other.action)
                && version == other.version;
    }
}
