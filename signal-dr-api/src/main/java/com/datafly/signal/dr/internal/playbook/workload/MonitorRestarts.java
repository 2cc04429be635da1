package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.platform.HealthHistory;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.WorkloadsWatched;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Watches whether restarts repeat. */
public final class MonitorRestarts extends BuiltIn<MonitorRestarts.Input, WorkloadsWatched> {

    /** Makes the action. */
    public MonitorRestarts() {
        super("monitor-restarts", Input.class, WorkloadsWatched.class);
    }

    /**
     * What to watch.
     *
     * @param health whose health
     * @param during how long, in each process anew: nobody saw the time between two of them
     */
    public record Input(HealthInput health, Duration during) {}

    @Override
    public WorkloadsWatched act(StepContext context, Input input) {
        HealthWatch watch = HealthWatch.create(
                input.health().query(context), input.during(), more -> more.listener(new EventProgress(context)));
        HealthHistory history = context.platform().health().monitor(watch);
        context.evidence(history.toCheckResult());
        if (history.verdict() != Verdict.PASSED) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    history.summary(),
                    failure -> failure.resource(context.platform().address().toString())
                            .detail("verdict", history.verdict())
                            .hint(hint(history)));
        }
        return WorkloadsWatched.of(history);
    }

    private static String hint(HealthHistory history) {
        List<String> remedies =
                history.last().map(HealthReport::remedies).orElse(List.of("See whether the platform can be reached."));
        return String.join(" ", remedies);
    }

    @Override
    public Set<String> uses(Input input) {
        return input.health().uses();
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(Kubectl.of(context).pods(input.health().labels()) + "  # again for "
                + Durations.words(input.during()) + ": RESTARTS of a pod may grow by "
                + input.health().mostRestarts() + " at most");
    }
}
