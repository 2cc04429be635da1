package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.database.AutomatedBackupPlan;
import com.datafly.signal.dr.database.AutomatedBackups;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Steps;

/** Uses what not every provider has: backups of its own, other places, standbys. */
final class ProviderFeatures {

    private ProviderFeatures() {}

    static void keepForAWeek(Database database) {
        AutomatedBackups backups = database.automatedBackups();
        AutomatedBackupPlan plan =
                backups.plan(settings -> settings.retentionDays(7).window("02:00-03:00"));
        plan.warnings().forEach(System.out::println); // reads only so far
        backups.apply(plan).await();
    }

    static Snapshot copyAbroad(Database database, String snapshotId, OperationKey key) {
        return database.snapshots()
                .copy(snapshotId)
                .to("eu-central-1")
                .encryptedWith("alias/datafly-abroad")
                .key(key)
                .start()
                .await();
    }

    static void failOver(Database database, OperationKey key) {
        HighAvailabilityStatus standby = database.highAvailability().status();
        if (standby.meetsZeroRpo()) {
            database.highAvailability().failover(key).await();
        } else {
            standby.evidence().forEach(System.err::println);
        }
    }

    static Playbook failover() {
        return Playbook.define(
                "failover",
                playbook -> playbook.step(Steps.freeze("freeze", "the zone fails"))
                        .step(Steps.failover("failover")
                                .with(step -> step.after("freeze").guard(Guards.standbyLosesNothing()))));
    }
}
