package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out what a run would do. Reads only. */
final class Planner {

    private final PlanHost host;
    private final Inspection inspection;
    private final DurationHistory history;

    Planner(PlanHost host, Inspection inspection, DurationHistory history) {
        this.host = host;
        this.inspection = inspection;
        this.history = history;
    }

    PlanHost host() {
        return host;
    }

    /**
     * Makes a plan.
     *
     * @param runner what starts it
     */
    DefaultPlan plan(Playbook playbook, BoundTarget target, Function<RunOrder, Run> runner) {
        requireNoSecret(playbook);
        PlanContext.Draft draft = new PlanContext.Draft(
                playbook, target, RunNames.next(playbook.name(), host.clock().instant()));
        Findings findings = new Findings();
        TargetFacts facts = inspection.run(draft, findings);
        List<PlannedStep> steps = steps(draft, facts, findings);
        PlannedRun planned = new PlannedRun(draft, hash(draft, facts), facts, steps, findings);
        return new DefaultPlan(this, runner, planned);
    }

    /** Looks again whether the run could be started now. */
    TargetFacts inspect(PlanContext.Draft draft, Findings findings) {
        return inspection.run(draft, findings);
    }

    static String hash(PlanContext.Draft draft, TargetFacts facts) {
        Map<String, @Nullable Object> plan = new HashMap<>();
        plan.put("definition", draft.playbook().hash());
        plan.put("mode", draft.target().mode());
        plan.put("target", draft.target().address().orElse(null));
        plan.put("systemIdentifier", facts.systemIdentifier().orElse(null));
        plan.put("resources", draft.target().resources(draft.playbook()));
        return DefinitionText.hash(CanonicalJson.print(plan));
    }

    private List<PlannedStep> steps(PlanContext.Draft draft, TargetFacts facts, Findings findings) {
        Map<String, Prediction> known = new HashMap<>();
        List<PlannedStep> steps = new ArrayList<>();
        for (Step step : draft.playbook().order()) {
            PlanContext context = new PlanContext(draft, host, step);
            boolean performed = !draft.target().isDrill() || step.scope() != StepScope.SOURCE;
            String provider = step.provider().orElse(draft.target().provider());
            Prediction prediction = known.computeIfAbsent(
                    step.action().name() + " " + provider,
                    key -> predict(step.action().name(), provider, facts, findings));
            OperationKey key = context.key();
            steps.add(PlannedStep.of(step, key, performed, describe(step, context, findings), prediction));
        }
        return steps;
    }

    private Prediction predict(String action, String provider, TargetFacts facts, Findings findings) {
        try {
            return history.predict(action, provider, facts.sizeBytes());
        } catch (DrException e) {
            findings.warning("The history of durations cannot be read: " + e.problem());
            return Prediction.none();
        }
    }

    @SuppressWarnings("unchecked")
    private PlannedStep.Description describe(Step step, PlanContext context, Findings findings) {
        StepAction<Object, Object> action = (StepAction<Object, Object>) step.action();
        if (action instanceof BuiltIn<Object, Object> builtIn) {
            lines(step, () -> builtIn.warnings(context, step.input()), findings)
                    .forEach(warning -> findings.warning("Step " + step.id() + ": " + warning));
        }
        return new PlannedStep.Description(
                lines(step, () -> action.changes(context, step.input()), findings),
                lines(step, () -> action.byHand(context, step.input()), findings));
    }

    private List<String> lines(Step step, Supplier<List<String>> question, Findings findings) {
        try {
            return question.get().stream().map(host.redactor()).toList();
        } catch (RuntimeException e) {
            findings.warning("What step " + step.id() + " will do cannot be told now: "
                    + host.redactor().apply(String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private void requireNoSecret(Playbook playbook) {
        Object definition = CanonicalJson.parse(playbook.toJson());
        if (!Objects.equals(Outputs.masked(definition, host.redactor()), definition)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "plan " + host.redactor().apply(playbook.name()),
                    "the definition holds one of the host's secrets, and the journal keeps definitions",
                    failure -> failure.hint("Leave it out of inputs, titles and parameters, and let the action ask"
                            + " StepContext.secret(name)."));
        }
    }
}
