package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The daily automated snapshots, and the end of those whose retention is over. */
final class BackupSchedule {

    private BackupSchedule() {}

    /** Plans the next automated snapshot of an instance, in place of the one that was planned. */
    static void plan(Region region, Facts instance) {
        if (instance.number("BackupRetentionPeriod") > 0) {
            Instances.change(
                    region,
                    instance,
                    Map.of("nextBackup", planned(region, instance).text("nextBackup")));
        }
    }

    /** Plans the next automated snapshot and returns the instance with the time of it. */
    static Facts planned(Region region, Facts instance) {
        Instant next = next(region.world().now(), instance.text("PreferredBackupWindow"));
        String time = QueryProtocol.time(next);
        region.world()
                .agenda()
                .at(
                        next,
                        () -> Instances.current(region, instance)
                                .filter(now -> now.text("nextBackup").equals(time))
                                .ifPresent(now -> backUp(region, now)));
        return instance.with("nextBackup", time);
    }

    /** Takes an automated snapshot of an instance that stays; it is backing up until {@code then}. */
    static void take(Region region, Facts instance, Runnable then) {
        boolean stays = Instances.current(region, instance)
                .filter(now -> !now.text("DBInstanceStatus").equals("deleting"))
                .isPresent();
        if (!stays) {
            return;
        }
        Instances.status(region, instance, "backing-up");
        Instances.event(region, instance, "backup", "Backing up DB instance");
        Facts snapshot = Snapshots.of(region, instance, Snapshots.automatedName(region, instance), "automated");
        Snapshots.take(region, snapshot, () -> {
            Instances.event(region, instance, "backup", "Finished DB Instance backup");
            expire(region, instance);
            then.run();
        });
    }

    private static void backUp(Region region, Facts instance) {
        plan(region, instance);
        if (instance.text("DBInstanceStatus").equals("available")) {
            take(region, instance, () -> Instances.status(region, instance, "available"));
        }
    }

    /** Removes the automated snapshots that are older than the retention. */
    private static void expire(Region region, Facts instance) {
        Optional<Facts> current = Instances.current(region, instance);
        if (current.isEmpty()) {
            return;
        }
        Duration retention = Duration.ofDays(current.get().number("BackupRetentionPeriod"));
        Instant oldest = region.world().now().minus(retention);
        List<Facts> old = Backups.automated(region, instance.text("DbiResourceId")).stream()
                .filter(snapshot ->
                        Instant.parse(snapshot.text("SnapshotCreateTime")).isBefore(oldest))
                .toList();
        old.forEach(snapshot -> Snapshots.remove(region, snapshot));
    }

    private static Instant next(Instant now, String window) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofMinutes(Rules.beginOf(window)));
        return today.isAfter(now) ? today : today.plus(Duration.ofDays(1));
    }
}
