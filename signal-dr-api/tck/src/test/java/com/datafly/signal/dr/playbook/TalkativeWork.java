package com.datafly.signal.dr.playbook;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Work that tells everybody what it should keep to itself: each of a test's own secrets in a place of its own. */
final class TalkativeWork implements StepAction<TalkativeWork.Input, TalkativeWork.Output> {

    private final String name;
    private final BiFunction<StepContext, Input, Output> work;

    private TalkativeWork(String name, BiFunction<StepContext, Input, Output> work) {
        this.name = name;
        this.work = work;
    }

    /** Which of the host's secrets the plan tells. */
    record Input(String planned) {}

    /** What was given, in a text, a list, and as a name. */
    record Output(String text, List<String> list, Map<String, String> map) {}

    static Step step(String id, BiFunction<StepContext, Input, Output> work) {
        return Step.of(
                id, new TalkativeWork(id, work), new Input("plan-secret"), step -> step.kind(StepKind.REVERSIBLE));
    }

    static Output silent() {
        return new Output("", List.of(), Map.of());
    }

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
        return work.apply(context, input);
    }

    @Override
    public void undo(StepContext context, Input input, Output output) {
        throw new IllegalStateException("cannot undo by " + told(context, "undo-secret"));
    }

    @Override
    public Sighting<Output> find(StepContext context, Input input) {
        return Sighting.unknown("looked with " + told(context, "sighting-secret"));
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("changes what " + told(context, input.planned()) + " opens");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("login --password '" + told(context, input.planned()) + "'");
    }

    static String told(StepContext context, String name) {
        return context.secret(name).use(String::new);
    }
}
