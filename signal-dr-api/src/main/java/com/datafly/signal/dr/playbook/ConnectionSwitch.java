package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.platform.access.Needs;
import com.datafly.signal.dr.internal.platform.connection.PrepareSwitch;
import com.datafly.signal.dr.internal.platform.connection.SwitchOrder;
import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.platform.PlatformAction;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The connection that a scenario switches: {@link ConnectionSteps#switchOver}, refused by the plan already where it
 * could not be made. Every step of it can be taken back, and a drill leaves out all of them.
 *
 * @param secret the secret
 * @param more what changes of it
 */
record ConnectionSwitch(String secret, Consumer<ConnectionSettings> more) {

    private static final String NAME = "connection";

    ConnectionSwitch {
        requireNonNull(secret, "secret");
        requireNonNull(more, "more");
    }

    /**
     * Returns the steps, each after the one before.
     *
     * @param guards what must hold right before the secret changes
     */
    List<Step> steps(List<Guard> guards) {
        return ConnectionSteps.switchOver(NAME, secret, more).stream()
                .map(step -> step.with(settings -> refine(step, settings, guards)))
                .toList();
    }

    /** Returns the steps of a switch that leads to the database of a step where the host names nothing else. */
    List<Step> stepsToCopy(String copyStep, List<Guard> guards) {
        return new ConnectionSwitch(secret, settings -> more.accept(settings.usuallyToCopy(copyStep))).steps(guards);
    }

    private static void refine(Step step, Step.Builder settings, List<Guard> guards) {
        if (step.input() instanceof SwitchOrder order) {
            settings.precheck(possible(order));
        } else if (step.id().equals(NAME + "-switch")) {
            guards.forEach(settings::guard);
        }
    }

    private static Guard possible(SwitchOrder order) {
        return new Question(
                        "connection can be switched",
                        GuardKind.CONDITION,
                        Map.of("secret", order.secret()),
                        context -> PrepareSwitch.possible(context, order))
                .asking(Needs.of(PlatformAction.READ_SECRETS, PlatformAction.LOOK_AT_WORKLOADS))
                .unlessDrill();
    }
}
