package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the automated backups of a cluster can bring back. */
final class ClusterBackups {

    private ClusterBackups() {}

    /**
     * Returns the times that a cluster can be restored to: as far back as it keeps backups, up to the last saved log.
     */
    static Optional<Reach> window(World world, Facts cluster) {
        if (cluster.find("latest").isPresent()) {
            return Optional.of(
                    new Reach(Instant.parse(cluster.text("earliest")), Instant.parse(cluster.text("latest"))));
        }
        return world.data().reach(cluster.text("data")).flatMap(reach -> {
            Instant kept = world.now().minus(Duration.ofDays(cluster.number("BackupRetentionPeriod")));
            Instant earliest = kept.isAfter(reach.earliest()) ? kept : reach.earliest();
            Instant saved = lastSaved(world.now(), world.delay(Work.LOG));
            Instant latest = saved.isBefore(reach.latest()) ? saved : reach.latest();
            return latest.isBefore(earliest) ? Optional.empty() : Optional.of(new Reach(earliest, latest));
        });
    }

    /** Returns a cluster that is going with its window as it is now, for ever. */
    static Facts frozen(World world, Facts cluster) {
        return window(world, cluster)
                .map(reach -> cluster.with("earliest", QueryProtocol.time(reach.earliest()))
                        .with("latest", QueryProtocol.time(reach.latest())))
                .orElse(cluster);
    }

    private static Instant lastSaved(Instant now, Duration interval) {
        if (interval.isZero()) {
            return now;
        }
        long millis = interval.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), millis) * millis);
    }
}
