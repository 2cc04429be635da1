package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.internal.program.ApplyTerraform;
import com.datafly.signal.dr.internal.program.PlanTerraform;
import com.datafly.signal.dr.internal.program.ProgramInput;
import com.datafly.signal.dr.internal.program.ReadTerraform;
import com.datafly.signal.dr.internal.program.Readiness;
import com.datafly.signal.dr.internal.program.RunProgram;
import com.datafly.signal.dr.internal.program.TerraformInput;
import com.datafly.signal.dr.playbook.step.ProgramEnded;
import com.datafly.signal.dr.playbook.step.TerraformApplied;
import com.datafly.signal.dr.playbook.step.TerraformOutputs;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import java.time.Duration;

/**
 * The ready-made steps that run programs of the operating system; what {@link Steps} says of its own holds for them
 * too.
 *
 * @since 0.1
 */
public final class ProgramSteps {

    /** How much longer than its program a step may take, so that it says itself what it waited for. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private ProgramSteps() {}

    /**
     * Runs a program, and tells what it prints as progress, with the secrets masked that are known. A plan refuses it
     * where the program, its directory or a secret of it is not there.
     *
     * <p>It fails with {@code UNKNOWN} if the program ends with another number than agreed, with
     * {@code DEADLINE_EXCEEDED} if it had to be stopped, and with {@code FAILED_PRECONDITION} and effect {@code NONE}
     * if it could not be begun. What its failure changed is not known, unless the program was said to have changed
     * nothing.
     *
     * <p>The program does not end with a runner that dies. The next runner on the same machine waits for it; how it
     * ended, only the first could have seen, so then, as on another machine, the program is run again where it is
     * repeatable or a lookup finds its work not done, and else the step stops for a person. A runner that is closed, or
     * whose step runs out of time, stops the program first.
     *
     * <p>A drill runs it only if it changes nothing. Leaves a {@link ProgramEnded}.
     */
    public static Step run(String id, Program program) {
        ProgramInput input = program.input();
        return Step.of(
                id,
                new RunProgram(),
                input,
                step -> step.title("run " + program)
                        .kind(program.kind())
                        .timeout(input.timeout().plus(input.grace()).plus(GRACE))
                        .precheck(Readiness.of(input)));
    }

    /**
     * Initialises a configuration's directory and lets Terraform plan, under the state's lock, and save its plan. Fails
     * with {@code FAILED_PRECONDITION} if the plan destroys or replaces more than is allowed, with {@code CONFLICT} if
     * somebody holds the lock, and says who. A drill does it too. Leaves a {@link TerraformPlanned}.
     */
    public static Step terraformPlan(String id, Terraform terraform) {
        return terraform(id, new PlanTerraform(), terraform, "plan with " + terraform);
    }

    /**
     * Carries out the plan that a {@link #terraformPlan} step saved, exactly that one; give it an approval, and it is
     * the plan in the report that is approved. Our own plan shows what Terraform would do as things stand; for that the
     * directory must have been initialised.
     *
     * <p>Where a part of the plan was begun before, by a runner that died or an attempt that failed, Terraform is asked
     * what is left. If all of that was planned, by resource and action, and comes to the same, by the hash of each
     * attribute that was known and is not sensitive, it is done; if not, the step stops. A lock is never broken:
     * {@code CONFLICT} says who holds it.
     *
     * <p>It has no undo; the failure says what was done. A drill leaves it out. Leaves a {@link TerraformApplied}.
     */
    public static Step terraformApply(String id, String planStep, Terraform terraform) {
        TerraformInput input = terraform.input();
        return Step.of(
                        id,
                        new ApplyTerraform(),
                        new TerraformInput.ToApply(planStep, input),
                        step -> step.title("apply the plan of " + planStep)
                                .kind(StepKind.POINT_OF_NO_RETURN)
                                .timeout(timeout(input))
                                .precheck(Readiness.of(input)))
                .after(planStep);
    }

    /** Reads a configuration's outputs; sensitive ones are named, not kept. Leaves {@link TerraformOutputs}. */
    public static Step terraformOutputs(String id, Terraform terraform) {
        return terraform(id, new ReadTerraform(), terraform, "read the outputs of " + terraform);
    }

    private static <O> Step terraform(
            String id, StepAction<TerraformInput, O> action, Terraform terraform, String title) {
        TerraformInput input = terraform.input();
        return Step.of(
                id,
                action,
                input,
                step -> step.title(title)
                        .kind(StepKind.PURE)
                        .timeout(timeout(input))
                        .precheck(Readiness.of(input)));
    }

    /** Each step makes a few calls, of which one is long. */
    private static Duration timeout(TerraformInput input) {
        return input.rules()
                .timeout()
                .plus(input.rules().lockWait())
                .multipliedBy(2)
                .plus(input.rules().grace())
                .plus(GRACE);
    }
}
