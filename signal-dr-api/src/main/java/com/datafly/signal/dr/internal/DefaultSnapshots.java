package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotCopy;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.database.Snapshots;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Snapshots by one driver. */
public final class DefaultSnapshots implements Snapshots {

    /** Oldest first; of two at the same instant, in the order of their ids. */
    static final Comparator<Snapshot> OLDEST_FIRST =
            Comparator.comparing(Snapshot::createdAt).thenComparing(Snapshot::id);

    private final Resource resource;
    private final Freeze freeze;

    DefaultSnapshots(Resource resource, Freeze freeze) {
        this.resource = resource;
        this.freeze = freeze;
    }

    @Override
    public Operation<Snapshot> create(String name) {
        return create(name, OperationKey.random());
    }

    @Override
    public Operation<Snapshot> create(String name, OperationKey key) {
        String operation = "snapshot " + resource.address();
        SnapshotRequest request =
                SnapshotRequest.of(requireNonNull(key, "key"), Names.require(operation, requireNonNull(name, "name")));
        resource.require(Capability.SNAPSHOT, operation);
        resource.calls()
                .start(operation, key, () -> resource.driver().startSnapshot(request), () -> resource.find(key));
        return resource.operation(key, operation, new DefaultOperation.Work<>() {
            @Override
            public WorkKind kind() {
                return WorkKind.SNAPSHOT;
            }

            @Override
            public Optional<OperationStatus> look() {
                return resource.find(key);
            }

            @Override
            public Optional<Outcome<Snapshot>> result(String id) {
                return resource.driver().findSnapshot(id).map(Outcome::of);
            }
        });
    }

    @Override
    public List<Snapshot> list() {
        return resource
                .calls()
                .read("list the snapshots of " + resource.address(), resource.driver()::listSnapshots)
                .stream()
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public Optional<Snapshot> find(String id) {
        String operation = "find snapshot " + id;
        Names.requireId(operation, id);
        return resource.calls().read(operation, () -> resource.driver().findSnapshot(id));
    }

    @Override
    public Restore restore(String id) {
        Names.requireId("restore a snapshot", id);
        return DefaultRestore.of(resource, RecoveryTarget.snapshot(id));
    }

    @Override
    public SnapshotCopy copy(String id) {
        Names.requireId("copy a snapshot", id);
        return DefaultSnapshotCopy.of(resource, id);
    }

    @Override
    public Operation<Void> delete(String id) {
        String operation = "delete snapshot " + id;
        Snapshot snapshot = require(operation, id);
        if (snapshot.automated()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the provider made it by its own schedule",
                    "Change the provider's retention instead: automated snapshots are the provider's to remove.");
        }
        requireNotHeld(operation, snapshot);
        resource.require(Capability.SNAPSHOT_DELETE, operation);
        freeze.requireOff(operation);
        return remove(snapshot);
    }

    @Override
    public void recordVerdict(String id, Verdict verdict, Instant verifiedAt) {
        String operation = "note the verdict on snapshot " + id;
        Names.requireId(operation, id);
        String instant = requireNonNull(verifiedAt, "verifiedAt").toString();
        Map<String, String> notes =
                new HashMap<>(Map.of(Snapshot.VERDICT, verdict.name(), Snapshot.VERIFIED_AT, instant));
        if (verdict == Verdict.PASSED) {
            notes.put(Snapshot.PASSED_AT, instant);
        }
        Set<String> revoked = verdict == Verdict.FAILED ? Set.of(Snapshot.PASSED_AT) : Set.of();
        resource.require(Capability.ANNOTATE, operation);
        annotate(operation, id, notes, revoked);
    }

    /** Looks up a snapshot that has to exist. */
    Snapshot require(String operation, String id) {
        return find(id).orElseThrow(() -> resource.refusal(
                ErrorCode.NOT_FOUND, operation, "there is no such snapshot", "Take the id from Snapshots.list()."));
    }

    void requireNotHeld(String operation, Snapshot snapshot) {
        if (snapshot.hold().isPresent()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it is held: " + snapshot.hold().get(),
                    "Release the hold first, if its reason no longer holds.");
        }
    }

    /** Starts a removal that everything was checked for. */
    Operation<Void> remove(Snapshot snapshot) {
        String id = snapshot.id();
        String operation = "delete snapshot " + id;
        resource.change(operation, () -> resource.driver().startDeleteSnapshot(id), () -> isGoing(id));
        OperationKey key = OperationKey.derive(resource.address().toString(), "delete-snapshot", 0, id);
        return resource.operation(
                key,
                operation,
                Removal.until(() -> resource.driver().findSnapshot(id).isEmpty(), id));
    }

    /** Notes facts on a snapshot. */
    void annotate(String operation, String id, Map<String, String> set, Set<String> remove) {
        resource.change(operation, () -> resource.driver().annotateSnapshot(id, set, remove), () -> false);
    }

    private boolean isGoing(String id) {
        return find(id).map(snapshot -> snapshot.state() == SnapshotState.DELETING)
                .orElse(true);
    }
}
