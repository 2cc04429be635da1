package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the automated backups of an instance can bring back. */
final class Backups {

    private Backups() {}

    /**
     * Returns the times that an instance can be restored to: from its oldest automated snapshot to the last saved log.
     *
     * <p>Empty while there are no backups, or the first log was not saved yet.
     */
    static Optional<Reach> window(Region region, Facts instance) {
        if (instance.number("BackupRetentionPeriod") == 0) {
            return Optional.empty();
        }
        return region.oldestBackups()
                .of(instance.text("DbiResourceId"))
                .flatMap(oldest -> window(region.world(), instance.text("data"), oldest));
    }

    private static Optional<Reach> window(World world, String data, Instant oldest) {
        return world.data().reach(data).flatMap(reach -> {
            Instant saved = lastSaved(world.now(), world.delay(Work.LOG));
            Instant latest = saved.isBefore(reach.latest()) ? saved : reach.latest();
            Instant earliest = oldest.isAfter(reach.earliest()) ? oldest : reach.earliest();
            return latest.isBefore(earliest) ? Optional.empty() : Optional.of(new Reach(earliest, latest));
        });
    }

    /** Returns the automated snapshots of an instance, the oldest first. */
    static List<Facts> automated(Region region, String resourceId) {
        return region.snapshots().all().stream()
                .filter(snapshot -> snapshot.text("DbiResourceId").equals(resourceId))
                .filter(snapshot -> snapshot.text("SnapshotType").equals("automated"))
                .sorted(Comparator.comparing(snapshot -> snapshot.text("SnapshotCreateTime")))
                .toList();
    }

    private static Instant lastSaved(Instant now, Duration interval) {
        if (interval.isZero()) {
            return now;
        }
        long millis = interval.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), millis) * millis);
    }
}
