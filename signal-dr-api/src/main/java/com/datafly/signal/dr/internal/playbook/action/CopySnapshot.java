package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotCopy;
import com.datafly.signal.dr.internal.DefaultSnapshotCopy;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.SnapshotCopied;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Copies the snapshot of an earlier step to another place. */
public final class CopySnapshot extends BuiltIn<CopySnapshot.Input, SnapshotCopied> {

    /** Makes the action. */
    public CopySnapshot() {
        super("copy-snapshot", Input.class, SnapshotCopied.class);
    }

    /**
     * What to copy, and where.
     *
     * @param snapshotStep the step that made or found the snapshot
     * @param place where the copy is to lie
     * @param name the beginning of the copy's name
     * @param encryptionKey the key of that place that encrypts it, if one
     */
    public record Input(String snapshotStep, String place, String name, Optional<String> encryptionKey) {}

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.snapshotStep());
    }

    @Override
    public SnapshotCopied act(StepContext context, Input input) {
        DefaultSnapshotCopy copy = describe(context, input);
        if (copy.sight().isEmpty()) {
            StoredSnapshot.of(context, seen(context, input)).require();
        }
        Snapshot made = Work.await(context, copy.start());
        return new SnapshotCopied(input.place(), made.id(), made.name(), made.createdAt());
    }

    @Override
    public Sighting<SnapshotCopied> find(StepContext context, Input input) {
        return Work.sight(context, () -> describe(context, input).sight(), id -> true);
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("makes the copy " + context.resourceName(input.name()) + " of " + words(context, input) + " in "
                + input.place());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return context.output(input.snapshotStep(), SnapshotSeen.class)
                .map(seen -> ByHand.of(context.database().address())
                        .copySnapshot(seen.id(), input.place(), context.resourceName(input.name())))
                .orElseGet(() -> List.of("# copy " + words(context, input) + " to " + input.place() + " and name it "
                        + context.resourceName(input.name())));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return Set.of(Capability.SNAPSHOT_COPY);
    }

    private static DefaultSnapshotCopy describe(StepContext context, Input input) {
        SnapshotCopy copy = context.database()
                .snapshots()
                .copy(seen(context, input).id())
                .to(input.place())
                .as(context.resourceName(input.name()))
                .key(context.key());
        return (DefaultSnapshotCopy)
                input.encryptionKey().map(copy::encryptedWith).orElse(copy);
    }

    private static SnapshotSeen seen(StepContext context, Input input) {
        return Outputs.require(context, input.snapshotStep(), SnapshotSeen.class);
    }

    private static String words(StepContext context, Input input) {
        return context.output(input.snapshotStep(), SnapshotSeen.class)
                .map(seen -> "the snapshot " + seen.id())
                .orElse("the snapshot of the step '" + input.snapshotStep() + "'");
    }
}
