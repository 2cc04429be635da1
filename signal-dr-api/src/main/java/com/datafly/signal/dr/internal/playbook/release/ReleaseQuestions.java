package com.datafly.signal.dr.internal.playbook.release;

import com.datafly.signal.dr.platform.ReleaseDrift;
import com.datafly.signal.dr.platform.ReleaseDrift.Kind;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;

/** What guards ask about releases. */
public final class ReleaseQuestions {

    private ReleaseQuestions() {}

    /** Whether the deploying software would refuse to act on any release. */
    public static GuardResult nonePending(StepContext context) {
        List<StoredRelease> pending = context.platform().releases().pending();
        return pending.isEmpty()
                ? GuardResult.passed("no operation on a release is in progress")
                : GuardResult.failed("in progress, or left behind by a runner that died: " + pending
                        + "; Releases.unlock ends what nobody works on any more");
    }

    /** Whether the next upgrade writes what a secret holds now. */
    public static GuardResult keeps(StepContext context, String release, String secret, String key) {
        return context.platform().releases().keeps(release, secret, key)
                ? GuardResult.passed("an upgrade of " + release + " leaves the key '" + key + "' of the secret "
                        + secret + " as it is")
                : GuardResult.failed("an upgrade of " + release + " would write another value to the key '" + key
                        + "' of the secret " + secret + " than it holds now: change the release's values, too");
    }

    /** Whether the release's objects are as its manifest says. */
    public static GuardResult noDrift(StepContext context, String release) {
        ReleaseDrift drift = context.platform().releases().drift(release);
        if (drift.isNone()) {
            return drift.objects() == 0
                    ? GuardResult.unproven("the manifest of " + release + " has no objects to compare")
                    : GuardResult.passed(drift.toString());
        }
        return drift.differences().stream().allMatch(one -> one.kind() == Kind.UNREADABLE)
                ? GuardResult.unproven(drift.toString())
                : GuardResult.failed(drift.toString());
    }
}
