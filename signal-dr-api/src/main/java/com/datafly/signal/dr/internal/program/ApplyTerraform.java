package com.datafly.signal.dr.internal.program;

import static java.util.stream.Collectors.joining;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.program.TerraformCalls.Plan;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TerraformApplied;
import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries out the plan of an earlier step: exactly that, and once something of it was begun, what is left of it. */
public final class ApplyTerraform extends BuiltIn<TerraformInput.ToApply, TerraformApplied> {

    /** The action's name in definitions. */
    static final String NAME = "terraform-apply";

    /** What the call on the side is called that plans what is left. */
    static final String REST = "rest";

    /** Makes the action. */
    public ApplyTerraform() {
        super(NAME, TerraformInput.ToApply.class, TerraformApplied.class);
    }

    @Override
    public Set<String> uses(TerraformInput.ToApply input) {
        return Set.of(input.planStep());
    }

    @Override
    public TerraformApplied act(StepContext context, TerraformInput.ToApply input) {
        TerraformPlanned planned = planned(context, input);
        TerraformCalls calls = TerraformCalls.carryingOut(Path.of(planned.file()), context, input.terraform());
        boolean begun = context.generation() > 0 || calls.trace().begun().isPresent();
        calls.trace().alive().flatMap(calls::adopt).ifPresent(stopped -> {
            throw stopped(calls, stopped);
        });
        calls.init();
        if (begun) {
            finish(calls, planned);
        } else if (!planned.empty()) {
            calls.apply(saved(calls, planned));
        }
        TerraformApplied applied = new TerraformApplied(planned.changes(), calls.outputs());
        calls.forgetPlan(Path.of(planned.file()));
        return applied;
    }

    @Override
    public Sighting<TerraformApplied> find(StepContext context, TerraformInput.ToApply input) {
        TerraformPlanned planned = planned(context, input);
        TerraformCalls calls = TerraformCalls.carryingOut(Path.of(planned.file()), context, input.terraform());
        Optional<ProcessHandle> alive = calls.trace().alive();
        if (alive.isPresent()) {
            return Sighting.running(
                    "terraform still runs, as process " + alive.get().pid());
        }
        calls.withdrawSecrets();
        try {
            calls.init();
            return judge(calls, planned);
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return Sighting.unknown("Terraform cannot tell what is left of the plan: " + e.problem());
        }
    }

    /** Asks Terraform itself: what is left to do shows what was done, on any machine. */
    private static Sighting<TerraformApplied> judge(TerraformCalls calls, TerraformPlanned planned) {
        Rest left = leftovers(calls);
        if (left.isEmpty()) {
            calls.forgetPlan(Path.of(planned.file()));
            return Sighting.done(
                    new TerraformApplied(planned.changes(), calls.outputs()), "Terraform finds nothing left to do");
        }
        Optional<String> against = against(calls, left, planned);
        if (against.isPresent()) {
            return Sighting.unknown(against.get());
        }
        String evidence = "of " + planned.changes().size() + " changes, "
                + left.changes().size() + " are left: " + list(left.changes());
        Optional<Ended> ended = calls.trace().ended();
        return ended.isEmpty()
                ? Sighting.notStarted(evidence)
                : Sighting.failed(DrException.create(
                        ErrorCode.UNKNOWN,
                        calls.operation("apply"),
                        ended.get()
                                        .stopped()
                                        .orElse("it ended with " + ended.get().exitCode()) + "; " + evidence,
                        failure -> failure.effect(Effect.APPLIED)
                                .hint("Try the step again: what is left is done then, and nothing else.")));
    }

    private static void finish(TerraformCalls calls, TerraformPlanned planned) {
        Plan left = calls.plan(calls.aside(REST), true);
        Optional<String> against = against(calls, rest(calls, left), planned);
        if (against.isPresent()) {
            calls.aside(REST).forget();
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, calls.operation("apply"), against.get());
        }
        if (!left.empty()) {
            calls.apply(left.file());
        }
        calls.aside(REST).forget();
    }

    /** Says why what is left must not simply be done. */
    private static Optional<String> against(TerraformCalls calls, Rest left, TerraformPlanned planned) {
        return left.lost(calls.made())
                .or(() -> left.foreign(planned)
                        .map(foreign -> "what Terraform would do now was not planned: " + foreign
                                + "; begin another run, whose plan shows it"));
    }

    private static Rest leftovers(TerraformCalls calls) {
        try {
            return rest(calls, calls.plan(calls.aside(REST), true));
        } finally {
            calls.aside(REST).forget();
        }
    }

    private static Rest rest(TerraformCalls calls, Plan left) {
        return new Rest(left.empty() ? List.of() : left.changes(), calls.fingerprints(left));
    }

    private static Path saved(TerraformCalls calls, TerraformPlanned planned) {
        Path file = Path.of(planned.file());
        if (!Files.exists(file)) {
            throw refusal(calls, "there is no saved plan " + file + " on this machine");
        }
        if (!PlanTerraform.sha256(file).equals(planned.sha256())) {
            throw refusal(calls, "the saved plan " + file + " is not the one that was made");
        }
        return file;
    }

    private static DrException refusal(TerraformCalls calls, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                calls.operation("apply"),
                problem,
                failure -> failure.hint(
                        "Try the step again: it is then planned anew, and done if all of it was" + " planned before."));
    }

    private static DrException stopped(TerraformCalls calls, String how) {
        return DrException.create(
                Thread.currentThread().isInterrupted() ? ErrorCode.CANCELLED : ErrorCode.DEADLINE_EXCEEDED,
                calls.operation("apply"),
                how + "; an earlier runner had begun it",
                failure -> failure.effect(Effect.UNKNOWN));
    }

    @Override
    public List<String> changes(StepContext context, TerraformInput.ToApply input) {
        Optional<TerraformPlanned> planned = context.output(input.planStep(), TerraformPlanned.class);
        List<TerraformChange> changes =
                planned.isPresent() ? planned.get().changes() : preview(context, input.terraform());
        List<String> lines = new ArrayList<>();
        changes.forEach(change -> lines.add("Terraform " + change));
        if (lines.isEmpty()) {
            lines.add("Terraform finds nothing to do in "
                    + input.terraform().place().directory());
        }
        if (planned.isEmpty()) {
            lines.add("what the step '" + input.planStep() + "' plans is what will be done");
        }
        return lines;
    }

    @Override
    public List<String> byHand(StepContext context, TerraformInput.ToApply input) {
        return TerraformByHand.apply(input.terraform());
    }

    /** Plans without a lock and keeps nothing, for a plan of ours changes nothing. */
    private static List<TerraformChange> preview(StepContext context, TerraformInput input) {
        TerraformCalls calls = new TerraformCalls(context, input);
        Trace trace = calls.aside("preview " + context.runId());
        try {
            return calls.plan(trace, false).changes();
        } finally {
            trace.forget();
        }
    }

    private static TerraformPlanned planned(StepContext context, TerraformInput.ToApply input) {
        return context.output(input.planStep(), TerraformPlanned.class)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "the step '" + input.planStep() + "', whose plan it carries out, has none"));
    }

    private static String list(List<TerraformChange> changes) {
        return changes.stream().map(TerraformChange::toString).collect(joining(", "));
    }
}
