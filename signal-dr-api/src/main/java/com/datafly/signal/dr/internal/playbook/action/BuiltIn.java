package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepAction;

/** What every built-in action says of itself. */
abstract class BuiltIn<I, O> implements StepAction<I, O> {

    private final String name;
    private final Class<I> inputType;
    private final Class<O> outputType;

    BuiltIn(String name, Class<I> inputType, Class<O> outputType) {
        this.name = name;
        this.inputType = inputType;
        this.outputType = outputType;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public final Class<I> inputType() {
        return inputType;
    }

    @Override
    public final Class<O> outputType() {
        return outputType;
    }
}
