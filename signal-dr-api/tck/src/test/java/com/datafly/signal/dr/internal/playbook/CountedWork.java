package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;

/** Work at a {@link CountingProvider}. It does not look before it acts: the engine has to. */
final class CountedWork implements StepAction<CountedWork.Input, CountedWork.Output> {

    private final CountingProvider provider;

    CountedWork(CountingProvider provider) {
        this.provider = provider;
    }

    /** What is made. */
    record Input(String what) {}

    /** What was made, under which key. */
    record Output(String what, String key) {}

    @Override
    public String name() {
        return "make";
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
        provider.make(context.stepId(), context.key());
        context.observed("work " + context.stepId());
        return output(context, input);
    }

    @Override
    public Sighting<Output> find(StepContext context, Input input) {
        return provider.has(context.key())
                ? Sighting.done(output(context, input), "it is there")
                : Sighting.notStarted("there is nothing of that key");
    }

    @Override
    public void undo(StepContext context, Input input, Output output) {
        provider.unmake(context.stepId());
    }

    private static Output output(StepContext context, Input input) {
        return new Output(input.what(), context.key().value());
    }
}
