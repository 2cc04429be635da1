package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/** What RDS says of a snapshot, in portable terms. */
final class SnapshotFacts {

    private static final String MANUAL = "manual";

    private SnapshotFacts() {}

    static Snapshot describe(DBSnapshot snapshot, Clock clock) {
        String id = snapshot.dbSnapshotIdentifier();
        List<Tag> tags = snapshot.tagList();
        return Snapshot.create(
                id,
                RdsTags.find(tags, RdsTags.NAME).orElse(id),
                state(snapshot.status() == null ? "" : snapshot.status()),
                instant(snapshot).orElseGet(clock::instant),
                more -> {
                    more.automated(isAutomated(snapshot)).annotations(RdsTags.annotations(tags));
                    RdsTags.operation(tags).ifPresent(more::key);
                    if (snapshot.fullSnapshotSizeInBytes() != null) {
                        more.sizeBytes(snapshot.fullSnapshotSizeInBytes());
                    }
                });
    }

    /** A copy holds the state of the snapshot that it was copied from. One that is being made has no time yet. */
    private static Optional<Instant> instant(DBSnapshot snapshot) {
        return Stream.of(
                        Optional.ofNullable(snapshot.originalSnapshotCreateTime()),
                        Optional.ofNullable(snapshot.snapshotCreateTime()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Tells whether a schedule made it: RDS's own, or that of AWS Backup. */
    static boolean isAutomated(DBSnapshot snapshot) {
        return snapshot.snapshotType() != null && !snapshot.snapshotType().equals(MANUAL);
    }

    static int percent(DBSnapshot snapshot) {
        return snapshot.percentProgress() == null ? 0 : Math.max(0, Math.min(100, snapshot.percentProgress()));
    }

    static SnapshotState state(String state) {
        return switch (state) {
            case "creating", "pending", "copying", "modifying" -> SnapshotState.CREATING;
            case "available" -> SnapshotState.AVAILABLE;
            case "deleting", "deleted" -> SnapshotState.DELETING;
            case "failed", "incompatible-restore", "inaccessible-encryption-credentials" -> SnapshotState.FAILED;
            default -> SnapshotState.UNKNOWN;
        };
    }
}
