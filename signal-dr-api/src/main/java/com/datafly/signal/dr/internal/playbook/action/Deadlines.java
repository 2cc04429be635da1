package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepContext;
import java.time.Duration;

/** How long a step may still wait. */
public final class Deadlines {

    private Deadlines() {}

    /**
     * Returns what is left of a wait that began with the step, in this process or one before it; never negative, and
     * the whole of it where the clock was set back.
     */
    public static Duration left(StepContext context, Duration whole) {
        Duration passed = Duration.between(context.startedAt(), context.clock().instant());
        Duration left = passed.isNegative() ? whole : whole.minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
