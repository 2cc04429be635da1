package com.datafly.signal.dr.internal.program;

import static java.util.stream.Collectors.joining;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.Uninterrupted;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Lets Terraform plan, and save its plan. */
public final class PlanTerraform extends BuiltIn<TerraformInput, TerraformPlanned> {

    /** The action's name in definitions. */
    static final String NAME = "terraform-plan";

    /** Makes the action. */
    public PlanTerraform() {
        super(NAME, TerraformInput.class, TerraformPlanned.class);
    }

    @Override
    public TerraformPlanned act(StepContext context, TerraformInput input) {
        TerraformCalls calls = new TerraformCalls(context, input);
        calls.init();
        TerraformCalls.Plan plan = calls.plan(calls.trace(), true);
        try {
            requireFewDestroyed(calls.operation("plan"), input, plan.changes());
            return new TerraformPlanned(
                    plan.version(),
                    plan.empty(),
                    plan.changes(),
                    plan.file().toString(),
                    sha256(plan.file()),
                    calls.fingerprints(plan));
        } catch (DrException e) {
            calls.forgetPlan(plan.file());
            throw e;
        }
    }

    @Override
    public List<String> byHand(StepContext context, TerraformInput input) {
        return TerraformByHand.plan(input);
    }

    /** Refuses a plan that destroys more than the definition allows. */
    static void requireFewDestroyed(String operation, TerraformInput input, List<TerraformChange> changes) {
        List<TerraformChange> destroyed =
                changes.stream().filter(TerraformChange::destroys).toList();
        if (destroyed.size() > input.rules().mostDestroyed()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it would destroy " + destroyed.size() + " resources, and "
                            + input.rules().mostDestroyed() + " are allowed: "
                            + destroyed.stream().map(TerraformChange::address).collect(joining(", ")),
                    failure -> failure.hint("See that the directory, workspace and variables are those that are meant."
                            + " If so, allow it by destroyAtMost(" + destroyed.size() + ")."));
        }
    }

    /** Returns a file's SHA-256 in hexadecimal. */
    static String sha256(Path file) {
        try {
            byte[] bytes = Uninterrupted.call(() -> Files.readAllBytes(file));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            throw FileErrors.withoutEffect("read the saved plan " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
