package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.RetentionPlanned;
import java.util.Optional;

/** What stands between backups and their removal. */
public final class Deletions {

    private Deletions() {}

    /** Looks whether removals are frozen. */
    public static GuardResult frozen(StepContext context) {
        if (!context.database().capabilities().supports(Capability.ANNOTATE)) {
            return GuardResult.unproven(
                    "this database takes no annotations, so this library cannot freeze removals: stop them elsewhere");
        }
        return context.database()
                .retention()
                .frozen()
                .map(reason -> GuardResult.passed("removals are frozen: " + reason))
                .orElseGet(() -> GuardResult.failed("removals are not frozen: freeze them before anything else"));
    }

    /** Looks how much a retention plan would remove. */
    public static GuardResult cap(StepContext context, String planStep, int most) {
        Optional<RetentionPlanned> plan = context.output(planStep, RetentionPlanned.class);
        if (plan.isEmpty()) {
            return GuardResult.unproven("the step '" + planStep + "' has not planned yet");
        }
        int count = plan.get().removals().size();
        return count <= most
                ? GuardResult.passed(count + " snapshots would go, at most " + most + " may")
                : GuardResult.failed(count + " snapshots would go, but at most " + most
                        + " may: look at the plan before you raise the cap");
    }

    /**
     * Looks whether backups can be removed by what this library was given. It can only tell that they can: where the
     * library cannot, the credential may, by other means.
     */
    public static GuardResult credential(StepContext context) {
        CapabilityStatus status = context.database().capabilities().status(Capability.SNAPSHOT_DELETE);
        if (status instanceof CapabilityStatus.Supported) {
            return GuardResult.failed("this very connection can remove backups: keep a copy that only another"
                    + " credential can remove, or that is immutable");
        }
        String reason = status instanceof CapabilityStatus.Unsupported unsupported
                ? "this library cannot remove backups here (" + unsupported.reason() + ")"
                : "whether backups can be removed is not known";
        return GuardResult.unproven(
                reason + ", which does not show that the credential cannot: ask the provider, by a probe of your own");
    }
}
