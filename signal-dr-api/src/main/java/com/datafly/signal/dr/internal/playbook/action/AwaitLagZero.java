package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.internal.events.lag.LagWait;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.LagMeasured;
import java.time.Duration;
import java.util.List;

/** Waits until consumer groups have read everything. */
public final class AwaitLagZero extends BuiltIn<AwaitLagZero.Input, LagMeasured> {

    /** Makes the action. */
    public AwaitLagZero() {
        super("await-lag-zero", Input.class, LagMeasured.class);
    }

    /**
     * What to wait for.
     *
     * @param lag whose lag
     * @param within how long, from the step's first beginning
     */
    public record Input(LagInput lag, Duration within) {}

    @Override
    public LagMeasured act(StepContext context, Input input) {
        LagWait wait = new LagWait(context.events().lag(), context.time(), report -> tell(context, report));
        return LagMeasured.of(wait.await(input.lag().query(), Deadlines.left(context, input.within())));
    }

    private static void tell(StepContext context, LagReport report) {
        List<GroupLag> expected =
                report.groups().stream().filter(GroupLag::expected).toList();
        long done = expected.stream().filter(GroupLag::zero).count();
        context.progress().progressed(Progress.of("catching up", done, expected.size(), "groups"));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return input.lag().groups().keySet().stream()
                .map(group -> "kafka-consumer-groups.sh --bootstrap-server "
                        + context.events().address().location() + " --describe --group " + group
                        + "  # again until LAG is 0 in every line, for "
                        + Durations.words(input.within()) + " at most")
                .toList();
    }
}
