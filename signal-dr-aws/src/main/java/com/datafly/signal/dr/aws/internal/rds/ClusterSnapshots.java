package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/** Makes, finds and removes the snapshots of one cluster. */
final class ClusterSnapshots {

    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Set<String> TAKEN = Set.of("DBClusterSnapshotAlreadyExistsFault");
    private static final Set<String> GONE = Set.of("DBClusterSnapshotNotFoundFault");

    private final RdsClient rds;
    private final Clusters clusters;
    private final String cluster;

    ClusterSnapshots(RdsClient rds, String cluster) {
        this.rds = rds;
        this.clusters = new Clusters(rds);
        this.cluster = cluster;
    }

    /** Starts a snapshot, or adopts the one of the same key. */
    void start(SnapshotRequest request) {
        String operation = "make snapshot '" + request.name() + "' of cluster " + cluster;
        String id = Clusters.snapshotId(cluster, request.key());
        List<Tag> tags = RdsTags.tags(Map.of(
                RdsTags.OPERATION, request.key().value(),
                RdsTags.NAME, request.name()));
        boolean made = RdsCalls.tryChange(
                        operation,
                        TAKEN,
                        () -> rds.createDBClusterSnapshot(call -> call.dbClusterIdentifier(cluster)
                                .dbClusterSnapshotIdentifier(id)
                                .tags(tags)))
                .isPresent();
        if (!made) {
            requireOurs(operation, id, request.key(), clusters.findSnapshot(operation, id));
        }
    }

    /** Refuses to adopt a snapshot that another hand made; whose it is that is not shown yet, nobody can tell. */
    static void requireOurs(String operation, String id, OperationKey key, Optional<DBClusterSnapshot> found) {
        if (found.isEmpty()) {
            throw Unseen.failure(operation, "a snapshot '" + id + "'", key);
        }
        if (!RdsTags.isMadeBy(found.get().tagList(), key)) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "there is a snapshot '" + id + "' already, which was not made under this key",
                    failure -> failure.key(key).hint("Remove it, or use another key."));
        }
    }

    List<Snapshot> list() {
        return clusters.snapshotsOf("list the snapshots of cluster " + cluster, cluster).stream()
                .map(ClusterSnapshots::describe)
                .toList();
    }

    Optional<DBClusterSnapshot> find(String id) {
        return clusters.findSnapshot("describe snapshot " + id, id)
                .filter(snapshot -> cluster.equals(snapshot.dbClusterIdentifier()));
    }

    /** Returns what became of the snapshot that was started under a key. */
    Optional<DBClusterSnapshot> findMadeBy(OperationKey key) {
        return clusters.findSnapshot("look for the work of " + key, Clusters.snapshotId(cluster, key))
                .filter(snapshot -> RdsTags.isMadeBy(snapshot.tagList(), key));
    }

    DBClusterSnapshot require(String operation, String id) {
        return find(id).orElseThrow(() -> DrException.of(
                ErrorCode.NOT_FOUND, operation, "cluster '" + cluster + "' has no snapshot '" + id + "'"));
    }

    void startDelete(String id) {
        String operation = "delete snapshot " + id;
        DBClusterSnapshot snapshot = require(operation, id);
        if (!"manual".equals(snapshot.snapshotType())) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it is " + snapshot.snapshotType() + ", and only manual snapshots are deleted",
                    failure -> failure.hint("RDS removes it by itself when the retention period is over."));
        }
        if (!"deleting".equals(snapshot.status())) {
            boolean known = RdsCalls.tryChange(
                            operation,
                            GONE,
                            () -> rds.deleteDBClusterSnapshot(call -> call.dbClusterSnapshotIdentifier(id)))
                    .isPresent();
            if (!known) {
                throw DrException.of(ErrorCode.NOT_FOUND, operation, "the snapshot is gone");
            }
        }
    }

    void annotate(String id, Map<String, String> set, Set<String> remove) {
        String operation = "note on snapshot " + id;
        String arn = require(operation, id).dbClusterSnapshotArn();
        RdsNotes.write(rds, operation, arn, set, remove);
    }

    static Snapshot describe(DBClusterSnapshot snapshot) {
        String id = snapshot.dbClusterSnapshotIdentifier();
        return Snapshot.create(
                id,
                RdsTags.find(snapshot.tagList(), RdsTags.NAME).orElse(id),
                state(snapshot.status()),
                Optional.ofNullable(snapshot.snapshotCreateTime()).orElse(Instant.EPOCH),
                more -> {
                    more.automated(!"manual".equals(snapshot.snapshotType()))
                            .annotations(RdsTags.annotations(snapshot.tagList()));
                    RdsTags.operation(snapshot.tagList()).ifPresent(more::key);
                });
    }

    /** Says where the making of a snapshot stands. */
    static OperationStatus status(DBClusterSnapshot snapshot) {
        String id = snapshot.dbClusterSnapshotIdentifier();
        return switch (state(snapshot.status())) {
            case AVAILABLE -> OperationStatus.succeeded(id);
            case CREATING -> progress(snapshot).lookAgainAfter(LOOK);
            case FAILED, DELETING ->
                OperationStatus.failed(DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        "make snapshot " + id,
                        "the snapshot is " + snapshot.status(),
                        failure -> failure.effect(Effect.APPLIED).hint("Delete it and make another one.")));
            case UNKNOWN ->
                OperationStatus.indeterminate(DrException.of(
                        ErrorCode.INDETERMINATE,
                        "make snapshot " + id,
                        "RDS shows the state '" + snapshot.status() + "', which this library does not know"));
        };
    }

    private static OperationStatus progress(DBClusterSnapshot snapshot) {
        Integer percent = snapshot.percentProgress();
        return percent == null || percent <= 0
                ? OperationStatus.running()
                : OperationStatus.running(Progress.of("copying", percent, 100, "percent"));
    }

    private static SnapshotState state(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "available" -> SnapshotState.AVAILABLE;
            case "creating", "copying" -> SnapshotState.CREATING;
            case "deleting" -> SnapshotState.DELETING;
            case "failed", "incompatible-restore", "incompatible-parameters" -> SnapshotState.FAILED;
            default -> SnapshotState.UNKNOWN;
        };
    }
}
