package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.List;
import java.util.Set;

/** Removes a snapshot that an earlier step made or found. */
public final class DeleteSnapshot extends BuiltIn<DeleteSnapshot.Input, Done> {

    /** Makes the action. */
    public DeleteSnapshot() {
        super("delete-snapshot", Input.class, Done.class);
    }

    /**
     * What to remove.
     *
     * @param snapshotStep the step that made or found it
     */
    public record Input(String snapshotStep) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.snapshotStep());
    }

    @Override
    public Done act(StepContext context, Input input) {
        return new Done(stored(context, input).delete());
    }

    @Override
    public Sighting<Done> find(StepContext context, Input input) {
        try {
            StoredSnapshot snapshot = stored(context, input);
            if (snapshot.isGone()) {
                return Sighting.done(new Done("the snapshot is gone"), "the snapshot is gone");
            }
            return snapshot.find()
                    .filter(present -> present.state() == SnapshotState.DELETING)
                    .map(present -> Sighting.<Done>running("the provider removes " + present.id()))
                    .orElseGet(() -> Sighting.notStarted("the snapshot is there"));
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("removes " + words(context, input) + " for good");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return context.output(input.snapshotStep(), SnapshotSeen.class)
                .map(seen -> ByHand.of(context.database().address()).deleteSnapshot(seen.id()))
                .orElseGet(() -> List.of("# delete " + words(context, input)));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SNAPSHOT_DELETE);
    }

    private static StoredSnapshot stored(StepContext context, Input input) {
        return StoredSnapshot.of(context, Outputs.require(context, input.snapshotStep(), SnapshotSeen.class));
    }

    private static String words(StepContext context, Input input) {
        return context.output(input.snapshotStep(), SnapshotSeen.class)
                .map(seen -> "the snapshot " + seen.id())
                .orElse("the snapshot of the step '" + input.snapshotStep() + "'");
    }
}
