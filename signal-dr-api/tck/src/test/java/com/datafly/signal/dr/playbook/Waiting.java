package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;

/** An action that does nothing for a while, by the run's time. */
final class Waiting implements StepAction<Waiting.Input, Waiting.Output> {

    record Input(Duration pause) {}

    record Output() {}

    private Waiting() {}

    static Step step(String id, Duration pause) {
        return Step.of(id, new Waiting(), new Input(pause), step -> step.kind(StepKind.PURE));
    }

    @Override
    public String name() {
        return "waiting";
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
        try {
            context.time().sleep(input.pause());
            return new Output();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, context.stepId(), "the waiting thread was interrupted");
        }
    }
}
