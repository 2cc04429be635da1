package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.List;
import java.util.Set;

/** Takes a snapshot and notes on it which run did. */
public final class TakeSnapshot extends BuiltIn<TakeSnapshot.Input, SnapshotSeen> {

    /** The action's name, which is part of the definitions' hashes. */
    public static final String NAME = "snapshot";

    /** Makes the action. */
    public TakeSnapshot() {
        super(NAME, Input.class, SnapshotSeen.class);
    }

    /**
     * What to take.
     *
     * @param name the beginning of the snapshot's name
     */
    public record Input(String name) {}

    @Override
    public SnapshotSeen act(StepContext context, Input input) {
        Snapshot taken = Work.await(
                context, context.database().snapshots().create(context.resourceName(input.name()), context.key()));
        if (context.database().capabilities().supports(Capability.ANNOTATE)) {
            Work.internal(context.database()).annotateSnapshot(taken.id(), context.tags());
        }
        return SnapshotSeen.of(taken);
    }

    @Override
    public Sighting<SnapshotSeen> find(StepContext context, Input input) {
        return Work.sight(context, id -> context.database().snapshots().find(id).isPresent());
    }

    @Override
    public void undo(StepContext context, Input input, SnapshotSeen output) {
        StoredSnapshot.of(context, output).delete();
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("takes the snapshot " + context.resourceName(input.name()) + " of "
                + context.database().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return ByHand.of(context.database().address()).snapshot(context.resourceName(input.name()));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SNAPSHOT);
    }
}
