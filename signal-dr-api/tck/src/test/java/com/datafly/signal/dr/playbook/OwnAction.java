package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.platform.PlatformAction;
import java.util.Set;

/** An action and a guard of a host's own, which say what they do at the platform. */
final class OwnAction implements StepAction<OwnAction.Input, OwnAction.Output> {

    record Input(PlatformAction platformAction) {}

    record Output() {}

    static Step step(String id, PlatformAction action) {
        return Step.of(id, new OwnAction(), new Input(action), step -> step.kind(StepKind.PURE));
    }

    static Guard guard(PlatformAction action) {
        return new Guard() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public GuardKind kind() {
                return GuardKind.POLICY;
            }

            @Override
            public Set<PlatformAction> platformActions() {
                return Set.of(action);
            }

            @Override
            public GuardResult check(StepContext context) {
                return GuardResult.passed("always");
            }
        };
    }

    @Override
    public String name() {
        return "own";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Input> inputType() {
        return Input.class;
    }

    @Override
    public Class<Output> outputType() {
        return Output.class;
    }

    @Override
    public Output act(StepContext context, Input input) {
        return new Output();
    }

    @Override
    public Set<PlatformAction> platformActions(Input input) {
        return Set.of(input.platformAction());
    }
}
