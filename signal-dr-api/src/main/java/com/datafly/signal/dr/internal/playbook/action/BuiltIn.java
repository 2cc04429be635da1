package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;

/** What every built-in action says of itself. */
public abstract class BuiltIn<I, O> implements StepAction<I, O> {

    private final String name;
    private final Class<I> inputType;
    private final Class<O> outputType;

    /** Names the action and the records of what it takes and leaves. */
    protected BuiltIn(String name, Class<I> inputType, Class<O> outputType) {
        this.name = name;
        this.inputType = inputType;
        this.outputType = outputType;
    }

    /** Tells what a plan should warn of, as it is known before any step acts. Reads only. */
    public List<String> warnings(StepContext context, I input) {
        return List.of();
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
