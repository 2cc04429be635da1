package com.datafly.signal.dr.examples.benchmark;

import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;

/** A step whose work takes no time. */
final class ProbeStep implements StepAction<ProbeStep.Input, ProbeStep.Output> {

    private final Probe probe;
    private final boolean observes;

    private ProbeStep(Probe probe, boolean observes) {
        this.probe = probe;
        this.observes = observes;
    }

    /** The step's number, from 1. */
    record Input(int number) {}

    /** What is kept of it. */
    record Output(long square) {}

    /**
     * Defines steps one after another.
     *
     * @param observes whether each notes the provider's name for its work, as steps do that start work elsewhere
     */
    static Playbook row(int steps, StepKind kind, boolean observes, Probe probe) {
        return Playbook.define("benchmark", playbook -> {
            ProbeStep action = new ProbeStep(probe, observes);
            for (int number = 1; number <= steps; number++) {
                Step step = Step.of("step-" + number, action, new Input(number), one -> one.kind(kind));
                playbook.step(number == 1 ? step : step.after("step-" + (number - 1)));
            }
        });
    }

    @Override
    public String name() {
        return "square";
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
        if (observes) {
            context.observed("work-" + input.number());
        }
        probe.work(input.number());
        return new Output((long) input.number() * input.number());
    }

    @Override
    public Sighting<Output> find(StepContext context, Input input) {
        return Sighting.notStarted("nothing outlives a step");
    }

    @Override
    public void undo(StepContext context, Input input, Output output) {
        // There is nothing to take back.
    }
}
