package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.tck.DataPlane;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PromoteReadReplica. The replica's data are then what the source had when the promotion began. */
final class Promotion {

    private Promotion() {}

    static Map<String, Action> actions() {
        return Map.of("PromoteReadReplica", Promotion::promote);
    }

    private static List<Xml> promote(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        Facts replica = Instances.require(region, in.required("DBInstanceIdentifier"), Instances.READY);
        if (replica.find(Replicas.SOURCE).isEmpty()) {
            throw Refusal.of(
                    "InvalidDBInstanceState", "DB Instance " + Instances.name(replica) + " is not a read replica.");
        }
        int retention = in.integer("BackupRetentionPeriod").orElse(1);
        Facts wanted = replica.with("BackupRetentionPeriod", retention)
                .with("PreferredBackupWindow", in.text("PreferredBackupWindow"));
        Settings.check(region, wanted);
        Facts promoting = wanted.with("DBInstanceStatus", "modifying");
        Instances.put(region, promoting);
        World world = region.world();
        String followed = world.newId("db-");
        String old = replica.text("data");
        Optional<Facts> source = Replicas.source(region, replica);
        Runnable work = () -> follow(world.data(), source, old, followed);
        world.agenda().at(world.due(Work.PROMOTE), old, work, failure -> {
            boolean moved = source.isPresent() && failure.isEmpty();
            done(region, promoting, moved ? followed : old);
        });
        return List.of(InstanceXml.of(region, promoting));
    }

    private static void follow(DataPlane data, Optional<Facts> source, String old, String followed) {
        if (source.isPresent()) {
            data.recover(source.get().text("data"), Optional.empty(), followed);
            data.delete(old);
            data.forget(old);
        }
    }

    private static void done(Region region, Facts replica, String data) {
        Optional<Facts> current = Instances.current(region, replica);
        if (current.isEmpty()) {
            return;
        }
        Replicas.leave(region, current.get());
        Facts promoted = current.get().without(Replicas.SOURCE).with("data", data);
        Instances.put(region, promoted);
        Instances.event(
                region, promoted, "read replica", "Promoted Read Replica instance to a stand-alone database instance.");
        if (promoted.number("BackupRetentionPeriod") > 0) {
            BackupSchedule.plan(region, promoted);
            BackupSchedule.take(region, promoted, () -> Instances.status(region, promoted, "available"));
        } else {
            Instances.status(region, promoted, "available");
        }
    }
}
