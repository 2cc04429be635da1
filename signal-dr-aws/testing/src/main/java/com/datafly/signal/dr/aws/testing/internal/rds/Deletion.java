package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** DeleteDBInstance. */
public final class Deletion {

    private static final Set<String> WITHOUT_FINAL_SNAPSHOT = Set.of(
            "failed",
            "incompatible-restore",
            "incompatible-network",
            "creating",
            "restore-error",
            "inaccessible-encryption-credentials",
            "incompatible-parameters");

    private Deletion() {}

    static Map<String, Action> actions() {
        return Map.of("DeleteDBInstance", Deletion::delete);
    }

    private static List<Xml> delete(RdsCall call) {
        Region region = call.region();
        Facts instance = Instances.require(region, call.in().required("DBInstanceIdentifier"));
        check(region, call.in(), instance);
        boolean retaining =
                call.in().flag("DeleteAutomatedBackups").map(delete -> !delete).orElse(false)
                        && Backups.window(region, instance).isPresent();
        if (retaining) {
            AutomatedBackups.requireRoomToRetain(region);
        }
        Facts deleting = instance.with("DBInstanceStatus", "deleting").without("stuck");
        Instances.put(region, deleting);
        if (call.in().is("SkipFinalSnapshot")) {
            end(region, deleting, retaining);
        } else {
            String name = call.in().required("FinalDBSnapshotIdentifier");
            Facts snapshot =
                    Snapshots.of(region, instance, Rules.name("FinalDBSnapshotIdentifier", name, 255), "manual");
            Snapshots.take(region, snapshot, () -> end(region, deleting, retaining));
        }
        return List.of(InstanceXml.of(region, deleting));
    }

    private static void check(Region region, Parameters in, Facts instance) {
        String status = instance.text("DBInstanceStatus");
        if (status.equals("deleting")) {
            throw Refusal.of(
                    "InvalidDBInstanceState", "Instance " + Instances.name(instance) + " is already being deleted.");
        }
        if (instance.is("DeletionProtection")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Cannot delete protected DB Instance, please disable deletion protection and try again.");
        }
        boolean named = in.has("FinalDBSnapshotIdentifier");
        if (in.is("SkipFinalSnapshot") == named) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    named
                            ? "FinalDBSnapshotIdentifier can not be specified when deleting without a final snapshot."
                            : "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
        }
        if (named) {
            if (WITHOUT_FINAL_SNAPSHOT.contains(status)) {
                throw Refusal.of(
                        "InvalidDBInstanceState",
                        "Cannot create a final snapshot of an instance in the " + status
                                + " state: skip the final snapshot.");
            }
            Snapshots.requireRoom(
                    region, Rules.name("FinalDBSnapshotIdentifier", in.required("FinalDBSnapshotIdentifier"), 255));
        }
    }

    private static void end(Region region, Facts instance, boolean retaining) {
        World world = region.world();
        String data = instance.text("data");
        world.agenda().at(world.due(Work.DELETE), data, () -> world.data().delete(data), failure -> {
            Instances.current(region, instance).ifPresent(now -> remove(region, now, retaining));
            Instances.event(region, instance, "deletion", "DB instance deleted");
        });
    }

    /** Removes an instance whose data were deleted, and its automated backups or not. */
    static void remove(Region region, Facts instance, boolean retaining) {
        Replicas.sourceIsGone(region, instance);
        AutomatedBackups.sourceIsGone(region, instance);
        if (retaining) {
            AutomatedBackups.retain(region, instance);
        } else {
            Backups.automated(region, instance.text("DbiResourceId")).stream()
                    .filter(snapshot -> !snapshot.text("Status").equals("creating"))
                    .forEach(snapshot -> Snapshots.remove(region, snapshot));
        }
        region.instances().remove(Instances.name(instance), region.world().now());
        AutomatedBackups.forgetUnlessNeeded(region.world(), instance.text("data"));
    }
}
