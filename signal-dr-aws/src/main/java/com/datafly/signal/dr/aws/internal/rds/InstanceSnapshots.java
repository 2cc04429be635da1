package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;

/** Makes, finds and removes the snapshots of one instance, which need not exist any more. */
final class InstanceSnapshots {

    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration BUSY = Duration.ofSeconds(20);
    private static final Pattern ID = Pattern.compile("[A-Za-z](?:[:.-]?[A-Za-z0-9])*");
    private static final int LONGEST_ID = 255;

    private final AwsSession session;
    private final Instances instances;
    private final RdsAddress address;
    private final Clock clock;

    InstanceSnapshots(AwsSession session, RdsAddress address, Clock clock) {
        this.session = session;
        this.instances = new Instances(session);
        this.address = address;
        this.clock = clock;
    }

    /** Starts a snapshot of {@code source}, or adopts the one that has the request's key. */
    void start(String operation, DBInstance source, SnapshotRequest request) {
        if (!InstanceStates.isUsable(Instances.state(source))) {
            if (isMade(operation, request.key())) {
                return;
            }
            throw notNow(operation, Instances.state(source));
        }
        var tags = RdsTags.tags(Map.of(RdsTags.OPERATION, request.key().value(), RdsTags.NAME, request.name()));
        String id = SnapshotIds.of(address.name(), request.key());
        try {
            RdsCalls.change(
                    operation,
                    () -> session.rds()
                            .createDBSnapshot(call -> call.dbInstanceIdentifier(address.name())
                                    .dbSnapshotIdentifier(id)
                                    .tags(tags)));
        } catch (DrException e) {
            boolean taken = e.code() == ErrorCode.ALREADY_EXISTS || e.code() == ErrorCode.FAILED_PRECONDITION;
            if (!taken || !isMade(operation, request.key())) {
                throw refusal(operation, id, request.key(), e);
            }
        }
    }

    private DrException refusal(String operation, String id, OperationKey key, DrException e) {
        return switch (e.code()) {
            case ALREADY_EXISTS -> taken(operation, id, key, e);
            case FAILED_PRECONDITION -> busy(operation, e);
            default -> AccountQuotas.explain(session.rds(), e);
        };
    }

    /** A moment ago the instance was available: somebody else has begun something that will end. */
    private static DrException busy(String operation, DrException cause) {
        return DrException.create(
                cause.code(),
                operation,
                cause.problem(),
                failure -> failure.retryAfter(BUSY)
                        .hint("Wait until the instance is available again.")
                        .cause(cause));
    }

    private boolean isMade(String operation, OperationKey key) {
        return find(operation, key).isPresent();
    }

    private static DrException notNow(String operation, String state) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "the instance is '" + state + "', and RDS makes snapshots of available ones only",
                failure -> {
                    if (InstanceStates.isPassing(state)) {
                        failure.retryAfter(BUSY);
                    }
                    failure.hint(InstanceStates.remedy(state).orElse("Wait until it is available."));
                });
    }

    /** Ids are made of keys, so this is somebody's deliberate doing, or not shown yet. */
    private DrException taken(String operation, String id, OperationKey key, DrException cause) {
        if (instances.findSnapshot(operation, id).isEmpty()) {
            return Unseen.failure(operation, "a snapshot '" + id + "'", key);
        }
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                "there is a snapshot '" + id + "' already, without the tag of this operation",
                failure -> failure.hint("Look at its tag " + RdsTags.OPERATION
                                + "; take another key if that snapshot is somebody else's.")
                        .cause(cause));
    }

    /** Looks for the snapshot that was started under a key, by its id. */
    Optional<DBSnapshot> find(String operation, OperationKey key) {
        return instances
                .findSnapshot(operation, SnapshotIds.of(address.name(), key))
                .filter(snapshot -> RdsTags.isMadeBy(snapshot.tagList(), key));
    }

    /** Says what became of a snapshot that was started. */
    static OperationStatus status(DBSnapshot snapshot) {
        String id = snapshot.dbSnapshotIdentifier();
        String state = snapshot.status() == null ? "" : snapshot.status();
        return switch (SnapshotFacts.state(state)) {
            case CREATING -> OperationStatus.running(progress(snapshot)).lookAgainAfter(LOOK);
            case AVAILABLE -> OperationStatus.succeeded(id);
            case DELETING, FAILED ->
                OperationStatus.failed(broken(
                        ErrorCode.FAILED_PRECONDITION, id, state, "Delete it, and make another under another key."));
            default ->
                OperationStatus.indeterminate(
                        broken(ErrorCode.INDETERMINATE, id, state, "Look at it in the console of RDS."));
        };
    }

    private static Progress progress(DBSnapshot snapshot) {
        return Progress.of("snapshot", SnapshotFacts.percent(snapshot), 100, "percent");
    }

    private static DrException broken(ErrorCode code, String id, String state, String hint) {
        return DrException.create(
                code,
                "snapshot " + id,
                "RDS says that it is '" + state + "'",
                failure -> failure.effect(Effect.APPLIED).hint(hint));
    }

    List<Snapshot> list(String operation) {
        return instances.snapshotsOf(operation, address.name()).stream()
                .map(snapshot -> SnapshotFacts.describe(snapshot, clock))
                .toList();
    }

    Optional<Snapshot> find(String operation, String id) {
        return look(operation, id).map(snapshot -> SnapshotFacts.describe(snapshot, clock));
    }

    /** Looks a snapshot of this instance up; RDS has one name space for those of all instances. */
    Optional<DBSnapshot> look(String operation, String id) {
        if (id.length() > LONGEST_ID || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return instances
                .findSnapshot(operation, id)
                .filter(snapshot -> address.name().equals(snapshot.dbInstanceIdentifier()));
    }

    /**
     * Returns a snapshot of this instance.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none of that id
     */
    DBSnapshot require(String operation, String id) {
        return look(operation, id)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "there is no snapshot '" + id + "' of " + address,
                        failure -> failure.hint("List the snapshots to see their ids.")));
    }

    void delete(String operation, String id) {
        DBSnapshot snapshot = require(operation, id);
        if (SnapshotFacts.isAutomated(snapshot)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it is no manual snapshot, but one of type '" + snapshot.snapshotType() + "'",
                    failure -> failure.hint("Change the retention of what made it instead."));
        }
        if (InstanceStates.DELETING.equals(snapshot.status())) {
            return;
        }
        RdsCalls.change(operation, () -> session.rds().deleteDBSnapshot(call -> call.dbSnapshotIdentifier(id)));
    }

    void annotate(String operation, String id, Map<String, String> set, Set<String> remove) {
        DBSnapshot snapshot = require(operation, id);
        set.keySet().forEach(name -> CopyTags.requireFree(operation, name));
        remove.forEach(name -> CopyTags.requireFree(operation, name));
        RdsNotes.write(session.rds(), operation, snapshot.dbSnapshotArn(), set, remove);
    }
}
