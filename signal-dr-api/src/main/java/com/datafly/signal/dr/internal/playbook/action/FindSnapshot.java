package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Finds a snapshot that can be restored: the one that is named, or the newest. */
public final class FindSnapshot extends BuiltIn<FindSnapshot.Input, SnapshotSeen> {

    /** Makes the action. */
    public FindSnapshot() {
        super("find-snapshot", Input.class, SnapshotSeen.class);
    }

    /**
     * What to find.
     *
     * @param id the snapshot's id; empty for the newest
     */
    public record Input(Optional<String> id) {}

    @Override
    public SnapshotSeen act(StepContext context, Input input) {
        return input.id()
                .map(id -> named(context, id))
                .orElseGet(() -> newest(context))
                .map(SnapshotSeen::of)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        context.stepId(),
                        input.id()
                                .map(id -> "there is no snapshot '" + id + "' that can be restored")
                                .orElse("there is no snapshot that can be restored"),
                        failure -> failure.resource(context.database().address().toString())
                                .hint("Take one, or look at Snapshots.list() for its state.")));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SNAPSHOT);
    }

    private static Optional<Snapshot> named(StepContext context, String id) {
        return context.database().snapshots().find(id).filter(FindSnapshot::canBeRestored);
    }

    private static Optional<Snapshot> newest(StepContext context) {
        return context.database().snapshots().list().stream()
                .filter(FindSnapshot::canBeRestored)
                .max(Comparator.comparing(Snapshot::createdAt).thenComparing(Snapshot::id));
    }

    private static boolean canBeRestored(Snapshot snapshot) {
        return snapshot.state() == SnapshotState.AVAILABLE;
    }
}
