package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.platform.access.GuardNeeds;
import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.internal.playbook.release.ReleaseQuestions;
import java.util.Map;

/**
 * The ready-made guards of releases; what {@link Guards} says of its own holds for them too.
 *
 * @since 0.1
 */
public final class ReleaseGuards {

    private ReleaseGuards() {}

    /** No operation on a release of the platform is in progress, or was left behind so. */
    public static Guard noPendingRelease() {
        return new Question("no pending release", GuardKind.CONDITION, Map.of(), ReleaseQuestions::nonePending)
                .asking(GuardNeeds.releases());
    }

    /**
     * The next upgrade of a release writes what the key of a secret holds now, or does not write it: it does not bring
     * an old database back. In a drill it is looked at but need not hold.
     */
    public static Guard valuesInStep(String release, String secret, String key) {
        return new Question(
                        "values in step",
                        GuardKind.CONDITION,
                        Map.of("release", release, "secret", secret, "key", key),
                        context -> ReleaseQuestions.keeps(context, release, secret, key))
                .asking(GuardNeeds.releaseWith(secret))
                .unlessDrill();
    }

    /**
     * The objects of a release are as its manifest says: nobody changed by hand what the next upgrade would change
     * back. Unproven where they could not be read. In a drill it is looked at but need not hold.
     */
    public static Guard noDrift(String release) {
        return new Question(
                        "no drift",
                        GuardKind.POLICY,
                        Map.of("release", requireNonNull(release, "release")),
                        context -> ReleaseQuestions.noDrift(context, release))
                .asking(GuardNeeds.drift())
                .unlessDrill();
    }
}
