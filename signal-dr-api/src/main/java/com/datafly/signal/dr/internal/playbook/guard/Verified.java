package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import com.datafly.signal.dr.verify.Verdict;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a restore was proven lately. */
public final class Verified {

    /** How far another machine's clock may be ahead of ours before its instants are doubted. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private Verified() {}

    /** Looks at all snapshots that can be restored. */
    public static GuardResult anySnapshot(StepContext context, Duration maxAge) {
        List<Snapshot> available = context.database().snapshots().list().stream()
                .filter(snapshot -> snapshot.state() == SnapshotState.AVAILABLE)
                .toList();
        GuardResult best = GuardResult.unproven("no snapshot has a verdict that passed: restore one and verify it");
        for (Snapshot snapshot : available) {
            GuardResult found = judge(context, snapshot, maxAge);
            if (found.holds()) {
                return found;
            }
            best = found.verdict() == Verdict.FAILED ? found : best;
        }
        return best;
    }

    /** Looks at the snapshot that a step of this run made or found. */
    public static GuardResult snapshot(StepContext context, String snapshotStep, Duration maxAge) {
        Optional<SnapshotSeen> seen = context.output(snapshotStep, SnapshotSeen.class);
        if (seen.isEmpty()) {
            return GuardResult.unproven("the step '" + snapshotStep + "' has no snapshot yet");
        }
        Optional<Snapshot> present =
                context.database().snapshots().find(seen.get().id());
        if (present.filter(seen.get()::is).isEmpty()) {
            return GuardResult.failed("the snapshot " + seen.get().id() + " is gone");
        }
        return present.get().state() == SnapshotState.AVAILABLE
                ? judge(context, present.get(), maxAge)
                : GuardResult.failed("the snapshot " + present.get() + " cannot be restored");
    }

    /** Looks at a verification of this run. */
    public static GuardResult verification(StepContext context, String verifyStep) {
        Optional<VerificationDone> done = context.output(verifyStep, VerificationDone.class);
        if (done.isEmpty()) {
            return GuardResult.unproven("the step '" + verifyStep + "' has not verified yet");
        }
        Verdict verdict = done.get().verdictAt(context.clock().instant());
        String detail = "the verdict of " + done.get().verifiedAt() + " is " + verdict + ", to count until "
                + done.get().expiresAt();
        return switch (verdict) {
            case PASSED -> GuardResult.passed(detail);
            case FAILED -> GuardResult.failed(detail);
            case UNPROVEN -> GuardResult.unproven(detail);
            case ERROR -> GuardResult.error(detail);
        };
    }

    private static GuardResult judge(StepContext context, Snapshot snapshot, Duration maxAge) {
        String verdict = snapshot.annotations().get(Snapshot.VERDICT);
        String passed = snapshot.annotations().get(Snapshot.PASSED_AT);
        if (passed == null) {
            return Verdict.FAILED.name().equals(verdict)
                    ? GuardResult.failed("the verification of " + snapshot + " failed")
                    : GuardResult.unproven("no verification of " + snapshot + " has passed");
        }
        try {
            Duration age =
                    Duration.between(Instant.parse(passed), context.clock().instant());
            if (age.compareTo(SKEW.negated()) < 0) {
                return GuardResult.unproven(
                        "the verification of " + snapshot + " passed at " + passed + ", which is yet to come");
            }
            return age.compareTo(maxAge) > 0
                    ? GuardResult.failed("the verification of " + snapshot + " passed at " + passed + ", more than "
                            + maxAge + " ago: verify again")
                    : GuardResult.passed("the verification of " + snapshot + " passed at " + passed);
        } catch (DateTimeException e) {
            return GuardResult.unproven("when the verification of " + snapshot + " passed cannot be read: " + passed);
        }
    }
}
