package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;

/** Whether the releases that write a secret write what it holds, so that their next upgrade brings nothing back. */
public final class ReleaseInStep {

    private static final String CHECK = "values in step";

    private ReleaseInStep() {}

    /**
     * Requires it of every release of Helm among the owners, and leaves evidence of each. One that cannot be read, as
     * with {@code HELM_DRIVER=sql}, is unproven; so is one whose hook made the secret and that was not found.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} and effect {@code NONE} if the next upgrade of one would
     *     write something else
     */
    public static void require(StepContext context, List<SecretOwner> owners, String secret, List<String> keys) {
        owners.stream()
                .filter(owner -> owner.kind() == SecretOwner.Kind.HELM_3 || owner.kind() == SecretOwner.Kind.HELM_4)
                .forEach(owner -> require(context, owner, secret, keys));
        owners.stream()
                .filter(ReleaseHooks::isUnknown)
                .forEach(owner -> tell(
                        context,
                        owner,
                        Verdict.UNPROVEN,
                        "no release that can be read here makes secret/" + secret + " at an upgrade: see that the"
                                + " values of the one whose hook made it lead to the same place"));
    }

    private static void require(StepContext context, SecretOwner owner, String secret, List<String> keys) {
        List<String> lacking;
        try {
            Releases releases = context.platform().releases();
            lacking = keys.stream()
                    .filter(key -> !releases.keeps(owner.name(), secret, key))
                    .toList();
        } catch (DrException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            tell(context, owner, Verdict.UNPROVEN, "the release cannot be read: " + e.problem());
            return;
        }
        if (!lacking.isEmpty()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    "the next upgrade of the release " + owner.name() + " would write another value to " + lacking
                            + " of secret/" + secret + " than it holds now",
                    failure -> failure.hint("Let ReleaseSteps.upgrade lead the values of " + owner.name()
                            + " to the same place, or type helm upgrade with them, and try again; or take the switch"
                            + " back."));
        }
        tell(context, owner, Verdict.PASSED, "its next upgrade leaves " + keys + " of secret/" + secret + " as it is");
    }

    private static void tell(StepContext context, SecretOwner owner, Verdict verdict, String what) {
        context.evidence(CheckResult.create(CHECK + " " + owner.name(), verdict, what, result -> {}));
    }
}
