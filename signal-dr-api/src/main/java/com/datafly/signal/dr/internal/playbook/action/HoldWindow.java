package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import java.time.Duration;
import java.util.List;

/**
 * Waits, counting from the journaled beginning of the step, so that a restart does not begin the wait anew. Within one
 * process the wall clock is read once: a jump of it neither lengthens nor shortens the wait.
 */
public final class HoldWindow extends BuiltIn<HoldWindow.Input, Done> {

    private static final Duration SHARE = Duration.ofSeconds(30);

    /** Makes the action. */
    public HoldWindow() {
        super("hold-window", Input.class, Done.class);
    }

    /**
     * How long to wait.
     *
     * @param length the whole wait
     */
    public record Input(Duration length) {}

    @Override
    public Done act(StepContext context, Input input) {
        if (context.drill()) {
            return new Done("a drill has nothing to object to, so it does not wait");
        }
        Duration length = input.length();
        Duration left =
                left(Duration.between(context.startedAt(), context.clock().instant()), length);
        long end = context.time().nanoTime() + left.toNanos();
        while (left.compareTo(Duration.ZERO) > 0) {
            context.progress()
                    .progressed(Progress.of("holding", length.minus(left).toSeconds(), length.toSeconds(), "seconds"));
            Work.pause(context, left.compareTo(SHARE) > 0 ? SHARE : left);
            left = Duration.ofNanos(end - context.time().nanoTime());
        }
        return new Done("held for " + Durations.words(length));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# wait for " + Durations.words(input.length()) + ": whoever objects says so now");
    }

    /** A clock that was set back makes the wait no longer than it would have been at first. */
    private static Duration left(Duration passed, Duration length) {
        return passed.isNegative() ? length : length.minus(passed);
    }
}
