package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** CreateDBSnapshot, DescribeDBSnapshots, DeleteDBSnapshot. */
final class SnapshotActions {

    private static final Set<String> TYPES = Set.of("automated", "manual", "shared", "public", "awsbackup");

    private SnapshotActions() {}

    static Map<String, Action> actions() {
        return Map.of(
                "CreateDBSnapshot", SnapshotActions::create,
                "DescribeDBSnapshots", SnapshotActions::describe,
                "DeleteDBSnapshot", SnapshotActions::delete);
    }

    private static List<Xml> create(RdsCall call) {
        Region region = call.region();
        String name = Rules.name("DBSnapshotIdentifier", call.in().required("DBSnapshotIdentifier"), 255);
        String source = call.in().required("DBInstanceIdentifier");
        Map<String, String> asked = Tags.asked(call.in());
        if (Instances.require(region, source).find("DBClusterIdentifier").isPresent()) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The specified instance is a member of a cluster and a snapshot cannot be created directly. Please"
                            + " use the CreateDBClusterSnapshot API instead.");
        }
        Snapshots.requireRoom(region, name);
        Facts instance = Instances.require(region, source, Instances.READY);
        Facts made = Snapshots.of(region, instance, name, "manual");
        Map<String, String> tags = new LinkedHashMap<>(made.tags());
        tags.putAll(asked);
        Facts snapshot = made.withTags(tags);
        Instances.status(region, instance, "backing-up");
        Instances.event(region, instance, "backup", "Backing up DB instance");
        Snapshots.take(region, snapshot, () -> Instances.status(region, instance, instance.text("DBInstanceStatus")));
        return List.of(SnapshotXml.of(region, snapshot));
    }

    private static List<Xml> describe(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        if (in.has("DBSnapshotIdentifier")) {
            String name = in.required("DBSnapshotIdentifier");
            Facts snapshot = region.snapshots()
                    .seen(region.nameOf("snapshot", name), call.sight())
                    .orElseThrow(() -> Snapshots.unknown(name));
            return List.of(Xml.list("DBSnapshots", List.of(SnapshotXml.of(region, snapshot))));
        }
        List<Facts> found = region.snapshots().seen(call.sight()).stream()
                .filter(wanted(region, in))
                .toList();
        return Page.of(
                in,
                "DBSnapshots",
                found,
                snapshot -> snapshot.text("DBSnapshotIdentifier"),
                snapshot -> SnapshotXml.of(region, snapshot));
    }

    private static Predicate<Facts> wanted(Region region, Parameters in) {
        Predicate<Facts> all = snapshot -> true;
        if (in.has("DBInstanceIdentifier")) {
            String instance = region.nameOf("db", in.required("DBInstanceIdentifier"));
            all = all.and(snapshot -> snapshot.text("DBInstanceIdentifier").equals(instance));
        }
        if (in.has("DbiResourceId")) {
            String id = in.required("DbiResourceId");
            all = all.and(snapshot -> snapshot.text("DbiResourceId").equals(id));
        }
        if (in.has("SnapshotType")) {
            String type = in.required("SnapshotType");
            Rules.oneOf("snapshot type", type, TYPES);
            all = all.and(snapshot -> snapshot.text("SnapshotType").equals(type));
        }
        for (Parameters filter : in.items("Filters")) {
            all = all.and(filter(region, filter.required("Name"), filter.list("Values")));
        }
        return all;
    }

    private static Predicate<Facts> filter(Region region, String name, List<String> values) {
        return switch (name) {
            case "db-instance-id" ->
                snapshot -> values.stream()
                        .anyMatch(value -> region.nameOf("db", value).equals(snapshot.text("DBInstanceIdentifier")));
            case "db-snapshot-id" -> snapshot -> values.contains(snapshot.text("DBSnapshotIdentifier"));
            case "dbi-resource-id" -> snapshot -> values.contains(snapshot.text("DbiResourceId"));
            case "snapshot-type" -> snapshot -> values.contains(snapshot.text("SnapshotType"));
            case "engine" -> snapshot -> values.contains(snapshot.text("Engine"));
            default -> throw Refusal.of("InvalidParameterValue", "Unrecognized filter name: " + name);
        };
    }

    private static List<Xml> delete(RdsCall call) {
        Region region = call.region();
        Facts snapshot = Snapshots.require(region, call.in().required("DBSnapshotIdentifier"));
        if (snapshot.text("SnapshotType").equals("automated")) {
            throw Refusal.of(
                    "InvalidDBSnapshotState",
                    "Cannot delete the snapshot because it is an automated snapshot, not a manual one.");
        }
        if (!Set.of("available", "failed").contains(snapshot.text("Status"))) {
            throw Refusal.of(
                    "InvalidDBSnapshotState",
                    "Cannot delete the snapshot because it is not in the available or failed state: it is in the "
                            + snapshot.text("Status") + " state.");
        }
        Snapshots.remove(region, snapshot);
        return List.of(SnapshotXml.of(region, snapshot.with("Status", "deleted")));
    }
}
