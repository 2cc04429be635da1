package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Join;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a definition must fulfil. */
public final class DefinitionRules {

    private static final int LONGEST_NAME = 63;
    private static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    private final String operation;
    private final List<Step> steps;

    private DefinitionRules(String playbook, List<Step> steps) {
        this.operation = "define the playbook '" + playbook + "'";
        this.steps = steps;
    }

    /**
     * Checks a definition and puts its steps into an order in which they can be done.
     *
     * @param concurrency the caps by provider
     * @throws DrException with {@code INVALID_ARGUMENT} that names the field, its value and the remedy
     */
    public static List<Step> require(String playbook, List<Step> steps, Map<String, Integer> concurrency) {
        DefinitionRules rules = new DefinitionRules(playbook, steps);
        rules.requireName("the playbook's name", playbook);
        rules.requireIds();
        steps.forEach(rules::requireStep);
        rules.requireConcurrency(concurrency);
        StepGraph graph = StepGraph.of(steps);
        if (graph.isCyclic()) {
            throw rules.invalid(
                    "the steps wait for each other: " + String.join(" -> ", graph.cycle()),
                    "Take one of these out of another's after(...); an arrow leads to the step that waits.");
        }
        rules.requireUses(graph);
        return graph.order();
    }

    private void requireName(String field, String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw invalid(
                    field + " is '" + name + "'",
                    "Use 1 to 63 lower-case letters, digits and single hyphens between them, a letter first.");
        }
    }

    private void requireIds() {
        if (steps.isEmpty()) {
            throw invalid("it has no steps", "Add one by step(...).");
        }
        Set<String> ids = new HashSet<>();
        for (Step step : steps) {
            requireName("a step's id", step.id());
            if (!ids.add(step.id())) {
                throw invalid("two steps have the id '" + step.id() + "'", "Give each step an id of its own.");
            }
        }
        for (Step step : steps) {
            for (String before : step.after()) {
                if (!ids.contains(before)) {
                    throw invalid(
                            "step '" + step.id() + "' comes after '" + before + "', which is no step",
                            "Name a step of this playbook in after(...), or add that one.");
                }
            }
        }
    }

    private void requireStep(Step step) {
        String where = "step '" + step.id() + "'";
        Duration timeout = step.timeout();
        if (timeout.isNegative() || timeout.isZero()) {
            throw invalid(where + " has a timeout of " + timeout, "Use more than zero, as in Duration.ofMinutes(30).");
        }
        if (step.join() == Join.ANY && step.after().size() < 2) {
            throw invalid(
                    where + " joins ANY of " + step.after(),
                    "Name two or more steps in after(...), or leave the join at ALL.");
        }
        if (step.kind() == StepKind.REVERSIBLE && !canUndo(step.action())) {
            throw invalid(
                    where + " is REVERSIBLE, but the action '" + step.action().name() + "' has no undo",
                    "Implement StepAction.undo, or say what is true: kind(StepKind.PURE) if it changes nothing,"
                            + " kind(StepKind.POINT_OF_NO_RETURN) if it cannot be taken back.");
        }
        requireAction(step, where);
        requireGuards(step, where);
    }

    private void requireAction(Step step, String where) {
        StepAction<?, ?> action = step.action();
        if (action.name().isBlank()) {
            throw invalid(where + " has an action without a name", "Return a stable name from StepAction.name().");
        }
        if (!action.inputType().isInstance(step.input())) {
            throw invalid(
                    where + " has an input of " + step.input().getClass().getName() + ", not of "
                            + action.inputType().getName(),
                    "Pass what the action's inputType() says.");
        }
        requireKept(where + ", input", () -> Values.requireRoundTrip(step.input()));
        requireKept(where + ", output", () -> Values.require(action.outputType()));
    }

    private void requireKept(String where, Runnable check) {
        try {
            check.run();
        } catch (DrException e) {
            throw Values.inTermsOf(operation, where, e);
        }
    }

    private void requireGuards(Step step, String where) {
        List<Guard> guards = new ArrayList<>(step.prechecks());
        guards.addAll(step.guards());
        guards.addAll(step.postconditions());
        for (Guard guard : guards) {
            if (guard.name().isBlank()) {
                throw invalid(where + " has a guard without a name", "Return what must hold from Guard.name().");
            }
        }
    }

    private void requireConcurrency(Map<String, Integer> concurrency) {
        Set<String> providers = new HashSet<>();
        steps.forEach(step -> step.provider().ifPresent(providers::add));
        concurrency.forEach((provider, max) -> {
            if (max < 1) {
                throw invalid("the concurrency of '" + provider + "' is " + max, "Use 1 or more.");
            }
            if (!providers.contains(provider)) {
                throw invalid(
                        "the concurrency of '" + provider + "' is capped, but no step names that provider",
                        "Name it by Step.Builder.provider(...), or leave the cap out.");
            }
        });
    }

    /** Whose output a step reads must have come before it. */
    private void requireUses(StepGraph graph) {
        Map<String, Integer> positions = new HashMap<>();
        steps.forEach(step -> positions.put(step.id(), positions.size()));
        Map<String, List<Integer>> users = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (String used : uses(steps.get(i))) {
                if (!positions.containsKey(used)) {
                    throw invalid(
                            "step '" + steps.get(i).id() + "' uses the output of '" + used + "', which is no step",
                            "Name a step of this playbook.");
                }
                users.computeIfAbsent(used, id -> new ArrayList<>()).add(i);
            }
        }
        users.forEach((used, positionsOfUsers) ->
                graph.notBehind(positions.getOrDefault(used, 0), positionsOfUsers).stream()
                        .findFirst()
                        .ifPresent(user -> {
                            throw invalid(
                                    "step '" + steps.get(user).id() + "' uses the output of '" + used
                                            + "', which need not have been done by then",
                                    "Add after(\"" + used + "\") to it, or to a step before it.");
                        }));
    }

    @SuppressWarnings("unchecked")
    private static Set<String> uses(Step step) {
        return ((StepAction<Object, Object>) step.action()).uses(step.input());
    }

    /** An action that inherits the undo of the interface has none. */
    private static boolean canUndo(StepAction<?, ?> action) {
        try {
            return action.getClass()
                            .getMethod("undo", StepContext.class, Object.class, Object.class)
                            .getDeclaringClass()
                    != StepAction.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every action has the method of its interface", e);
        }
    }

    private DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
