package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.function.Function;

/** Work that changes nothing, of a test's own making. */
final class ReadWork implements StepAction<ReadWork.Input, ReadWork.Output> {

    private final String name;
    private final Function<StepContext, String> work;

    ReadWork(String name, Function<StepContext, String> work) {
        this.name = name;
        this.work = work;
    }

    /** Whose output is looked at. */
    record Input(String of) {}

    /** What was seen. */
    record Output(String seen) {}

    @Override
    public String name() {
        return name;
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
        return new Output(work.apply(context));
    }
}
