package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.StreamServing;
import java.time.Duration;
import java.util.List;

/** Waits until the event stream can be read and written. */
public final class AwaitServing extends BuiltIn<AwaitServing.Input, StreamServing> {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Makes the action. */
    public AwaitServing() {
        super("await-event-stream", Input.class, StreamServing.class);
    }

    /**
     * What to wait for.
     *
     * @param within how long, from the step's first beginning
     */
    public record Input(Duration within) {}

    @Override
    public StreamServing act(StepContext context, Input input) {
        Duration left = Deadlines.left(context, input.within());
        long start = context.time().nanoTime();
        while (true) {
            String seen;
            try {
                StreamHealth health = context.events().health();
                if (health.serving()) {
                    return StreamServing.of(health);
                }
                seen = health.toString();
            } catch (DrException e) {
                seen = unlessWrong(e);
            }
            Duration passed = Duration.ofNanos(context.time().nanoTime() - start);
            context.progress()
                    .progressed(
                            Progress.of("waiting for the cluster", passed.toSeconds(), left.toSeconds(), "seconds"));
            if (passed.compareTo(left) >= 0) {
                throw late(context, input, seen);
            }
            Duration rest = left.minus(passed);
            Work.pause(context, rest.compareTo(INTERVAL) < 0 ? rest : INTERVAL);
        }
    }

    /** A cluster that does not answer may yet; one that refuses the credential will go on to. */
    private static String unlessWrong(DrException failure) {
        return switch (failure.code()) {
            case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED, UNKNOWN -> failure.problem();
            default -> throw failure;
        };
    }

    private static DrException late(StepContext context, Input input, String seen) {
        return DrException.create(
                ErrorCode.DEADLINE_EXCEEDED,
                context.stepId(),
                "the event stream does not serve after " + Durations.words(input.within()) + ": " + seen,
                failure -> failure.resource(context.events().address().toString())
                        .hint("Go on with the provider's own recovery, or fail over to the standby."));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        String server = context.events().address().location();
        return List.of(
                "# follow the provider's recovery until none of these names a partition:",
                "kafka-topics.sh --bootstrap-server " + server + " --describe --unavailable-partitions",
                "kafka-topics.sh --bootstrap-server " + server + " --describe --under-min-isr-partitions");
    }
}
