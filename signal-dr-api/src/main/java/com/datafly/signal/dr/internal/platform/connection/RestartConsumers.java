package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.ConnectionSwitched;
import com.datafly.signal.dr.playbook.step.ConsumersRestarted;
import java.util.List;
import java.util.Set;

/**
 * Restarts everything that uses a switched secret now, in order. What was restarted for the switch is known by its
 * template, so a repetition restarts nothing twice.
 */
public final class RestartConsumers extends BuiltIn<RestartConsumers.Input, ConsumersRestarted> {

    /** Makes the action. */
    public RestartConsumers() {
        super("restart-connection-consumers", Input.class, ConsumersRestarted.class);
    }

    /**
     * What to restart for.
     *
     * @param prepareStep the step that prepared the switch
     * @param switchStep the step that made it
     */
    public record Input(String prepareStep, String switchStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.prepareStep(), input.switchStep());
    }

    @Override
    public ConsumersRestarted act(StepContext context, Input input) {
        Transaction switched = Transaction.of(context, input.prepareStep());
        String key = Transaction.output(context, input.switchStep(), ConnectionSwitched.class)
                .key();
        Restarter restarter = new Restarter(switched, new OperationKey(key), switched::requireSwitched);
        return new ConsumersRestarted(restarter.restart(switched.consumers().workloads()).stream()
                .map(Object::toString)
                .toList());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("restarts every workload that uses the secret of step '" + input.prepareStep()
                + "', one after the other as far as an order is given");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of(
                "kubectl rollout restart deployment/NAME  # for each of them, in order",
                "kubectl rollout status deployment/NAME --timeout=10m");
    }
}
