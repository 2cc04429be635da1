package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.rds.model.CopyDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/** Copies a cluster's snapshots to other regions, or to another key in the same one. */
final class ClusterSnapshotCopies implements SnapshotCopyDriver {

    private static final Set<String> TAKEN = Set.of("DBClusterSnapshotAlreadyExistsFault");

    private final AwsSession session;
    private final RdsAddress source;

    ClusterSnapshotCopies(AwsSession session, RdsAddress source) {
        this.session = session;
        this.source = source;
    }

    /** RDS copies at the place where the copy is to lie, and is told by ARN where it comes from. */
    @Override
    public void startCopy(SnapshotCopyRequest request) {
        String operation = operation(request);
        DBClusterSnapshot snapshot =
                new ClusterSnapshots(session.rds(), source.name()).require(operation, request.snapshotId());
        requireKey(operation, request, snapshot);
        String id = copyId(request);
        CopyDbClusterSnapshotRequest.Builder call = CopyDbClusterSnapshotRequest.builder()
                .sourceDBClusterSnapshotIdentifier(snapshot.dbClusterSnapshotArn())
                .targetDBClusterSnapshotIdentifier(id)
                .kmsKeyId(request.encryptionKey().orElse(null))
                .tags(tags(request, snapshot));
        if (!request.place().equals(session.region())) {
            call.sourceRegion(session.region());
        }
        boolean made = RdsCalls.tryChange(
                        operation, TAKEN, () -> session.rds(request.place()).copyDBClusterSnapshot(call.build()))
                .isPresent();
        if (!made) {
            ClusterSnapshots.requireOurs(operation, id, request.key(), at(request));
        }
    }

    private List<Tag> tags(SnapshotCopyRequest request, DBClusterSnapshot snapshot) {
        return RdsTags.tags(Map.of(
                RdsTags.OPERATION, request.key().value(),
                RdsTags.NAME, request.name(),
                RdsTags.SOURCE, source.toString(),
                RdsTags.SNAPSHOT, snapshot.dbClusterSnapshotIdentifier()));
    }

    /** A KMS key belongs to its region, so an encrypted snapshot needs one of the place that it goes to. */
    private void requireKey(String operation, SnapshotCopyRequest request, DBClusterSnapshot snapshot) {
        boolean encrypted = Boolean.TRUE.equals(snapshot.storageEncrypted());
        if (encrypted
                && !request.place().equals(session.region())
                && request.encryptionKey().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the snapshot is encrypted, and no key of " + request.place() + " is named",
                    failure -> failure.hint("Name one with encryptedWith: its ARN, or alias/aws/rds for RDS's own."));
        }
        if (!encrypted && request.encryptionKey().isPresent()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the snapshot is not encrypted, and RDS encrypts no copy of a cluster's snapshot",
                    failure -> failure.hint(
                            "Copy it without a key; restore the copy with kms-key-id to encrypt the" + " cluster."));
        }
    }

    @Override
    public Optional<OperationStatus> findCopy(SnapshotCopyRequest request) {
        return ours(request).map(ClusterSnapshots::status);
    }

    @Override
    public Optional<Snapshot> copied(SnapshotCopyRequest request) {
        return ours(request).map(ClusterSnapshots::describe);
    }

    private Optional<DBClusterSnapshot> ours(SnapshotCopyRequest request) {
        return at(request).filter(copy -> RdsTags.isMadeBy(copy.tagList(), request.key()));
    }

    private Optional<DBClusterSnapshot> at(SnapshotCopyRequest request) {
        return new Clusters(session.rds(request.place())).findSnapshot(operation(request), copyId(request));
    }

    private String copyId(SnapshotCopyRequest request) {
        return Clusters.snapshotId(source.name(), request.key());
    }

    private static String operation(SnapshotCopyRequest request) {
        return "copy snapshot " + request.snapshotId() + " to " + request.place();
    }
}
