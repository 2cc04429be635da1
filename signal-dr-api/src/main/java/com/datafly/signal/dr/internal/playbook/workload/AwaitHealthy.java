package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Deadlines;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.PlatformSeen;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Waits until workloads are healthy and have stayed so for a while. */
public final class AwaitHealthy extends BuiltIn<AwaitHealthy.Input, PlatformSeen> {

    /** Makes the action. */
    public AwaitHealthy() {
        super("await-healthy-platform", Input.class, PlatformSeen.class);
    }

    /**
     * What to wait for.
     *
     * @param health whose health
     * @param within how long, from the step's first beginning
     * @param steadyFor for how long it must stay so
     */
    public record Input(HealthInput health, Duration within, Duration steadyFor) {}

    @Override
    public PlatformSeen act(StepContext context, Input input) {
        HealthWatch watch = HealthWatch.create(
                input.health().query(context),
                Deadlines.left(context, input.within()),
                more -> more.steadyFor(input.steadyFor()).listener(new EventProgress(context)));
        try {
            HealthReport report = context.platform().health().awaitHealthy(watch);
            context.evidence(report.toCheckResult());
            return PlatformSeen.of(report);
        } catch (DrException e) {
            if (e.code() == ErrorCode.DEADLINE_EXCEEDED) {
                context.evidence(CheckResult.create(
                        "platform health", Verdict.FAILED, e.problem(), result -> result.provesData(false)));
            }
            throw e;
        }
    }

    @Override
    public Set<String> uses(Input input) {
        return input.health().uses();
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(
                Kubectl.of(context).pods(input.health().labels())
                        + "  # again until all are Running, READY, and none Terminating, for "
                        + Durations.words(input.within()) + " at most",
                "kubectl get nodes  # pods on a node that is NotReady only seem to run");
    }
}
