package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

/** An action that does nothing, on an input of any record. */
final class Note<I> implements StepAction<I, Note.Taken> {

    private final String name;
    private final int version;
    private final Class<I> inputType;

    Note(String name, int version, Class<I> inputType) {
        this.name = requireNonNull(name, "name");
        this.version = version;
        this.inputType = inputType;
    }

    record Text(String text) {}

    record Taken(boolean taken) {}

    static Step step(String id) {
        return step(id, id);
    }

    static Step step(String id, String text) {
        return of(id, new Text(text));
    }

    @SuppressWarnings("unchecked")
    static <I extends Record> Step of(String id, I input) {
        Note<I> action = new Note<>("note", 1, (Class<I>) input.getClass());
        return Step.of(id, action, input, step -> step.kind(StepKind.PURE));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public Class<I> inputType() {
        return inputType;
    }

    @Override
    public Class<Taken> outputType() {
        return Taken.class;
    }

    @Override
    public Taken act(StepContext context, I input) {
        return new Taken(true);
    }
}
