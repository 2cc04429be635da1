package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Notes on a snapshot what the verification of its restore found. A newer verdict is never replaced by an older. */
public final class RecordVerdict extends BuiltIn<RecordVerdict.Input, Done> {

    /** Makes the action. */
    public RecordVerdict() {
        super("record-verdict", Input.class, Done.class);
    }

    /**
     * What to note.
     *
     * @param verifyStep the step that verified
     */
    public record Input(String verifyStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.verifyStep());
    }

    @Override
    public Done act(StepContext context, Input input) {
        VerificationDone verification = Outputs.require(context, input.verifyStep(), VerificationDone.class);
        if (verification.snapshotId().isEmpty()) {
            return new Done("the provider does not say from which snapshot the copy was made: nothing was noted");
        }
        String id = verification.snapshotId().get();
        Snapshot snapshot = StoredSnapshot.find(context, id)
                .orElseThrow(
                        () -> DrException.of(ErrorCode.NOT_FOUND, context.stepId(), "snapshot '" + id + "' is gone"));
        if (verifiedAt(snapshot).filter(verification.verifiedAt()::isBefore).isPresent()) {
            return new Done("a later verification has noted its verdict on snapshot " + id + ", which stays");
        }
        context.database().snapshots().recordVerdict(id, verification.verdict(), verification.verifiedAt());
        return new Done(verification.verdict() + " of " + verification.verifiedAt() + " was noted on snapshot " + id);
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("notes the verdict of the step '" + input.verifyStep() + "' on the snapshot that was restored");
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.ANNOTATE);
    }

    private static Optional<Instant> verifiedAt(Snapshot snapshot) {
        try {
            return Optional.ofNullable(snapshot.annotations().get(Snapshot.VERIFIED_AT))
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty(); // what nobody can read is no verdict
        }
    }
}
