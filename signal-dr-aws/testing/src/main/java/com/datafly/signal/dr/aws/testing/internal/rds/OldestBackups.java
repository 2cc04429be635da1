package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When the oldest automated snapshot of each instance was taken; worked out again only when a snapshot changed. */
final class OldestBackups {

    private final Register<Facts> snapshots;
    private final Map<String, Instant> oldest = new HashMap<>();
    private long edition = -1;

    OldestBackups(Register<Facts> snapshots) {
        this.snapshots = snapshots;
    }

    Optional<Instant> of(String resourceId) {
        if (edition != snapshots.edition()) {
            oldest.clear();
            snapshots.all().stream().filter(OldestBackups::counts).forEach(this::add);
            edition = snapshots.edition();
        }
        return Optional.ofNullable(oldest.get(resourceId));
    }

    private static boolean counts(Facts snapshot) {
        return snapshot.text("SnapshotType").equals("automated")
                && snapshot.text("Status").equals("available");
    }

    private void add(Facts snapshot) {
        Instant taken = Instant.parse(snapshot.text("SnapshotCreateTime"));
        oldest.merge(snapshot.text("DbiResourceId"), taken, (one, other) -> one.isBefore(other) ? one : other);
    }
}
