package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** An action and a guard that do and find what a test tells them. */
final class Told implements StepAction<Told.Input, Told.Output> {

    record Input(String text) {}

    record Output() {}

    private final String name;
    private final Set<Capability> required;
    private final Function<StepContext, String> change;

    private Told(String name, Set<Capability> required, Function<StepContext, String> change) {
        this.name = name;
        this.required = required;
        this.change = change;
    }

    static Step step(String id) {
        return of(id, "told", context -> "changes " + context.resourceName(id));
    }

    static Step step(String id, String action) {
        return of(id, action, context -> "changes " + id);
    }

    static Step of(String id, String action, Function<StepContext, String> change) {
        return pure(id, new Told(action, Set.of(), change));
    }

    static Step needing(String id, Capability... capabilities) {
        return pure(id, new Told("told", Set.of(capabilities), context -> id));
    }

    private static Step pure(String id, Told action) {
        return Step.of(id, action, new Input(id), step -> step.kind(StepKind.PURE));
    }

    static Guard guard(GuardKind kind, Function<StepContext, GuardResult> answer, FailureDomain... domains) {
        return new Guard() {
            @Override
            public String name() {
                return "what the test tells";
            }

            @Override
            public GuardKind kind() {
                return kind;
            }

            @Override
            public Map<String, String> parameters() {
                return Map.of("a", "b");
            }

            @Override
            public Set<FailureDomain> failureDomains() {
                return Set.copyOf(Arrays.asList(domains));
            }

            @Override
            public GuardResult check(StepContext context) {
                return answer.apply(context);
            }
        };
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
        return new Output();
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of(change.apply(context));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return required;
    }
}
