package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Action;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Page;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsCall;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** DescribeDBClusters, DescribeDBClusterSnapshots and DescribeDBClusterAutomatedBackups. */
final class ClusterReading {

    private ClusterReading() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeDBClusters", ClusterReading::clusters,
                "DescribeDBClusterSnapshots", ClusterReading::snapshots,
                "DescribeDBClusterAutomatedBackups", ClusterReading::backups);
    }

    private static List<Xml> clusters(RdsCall call) {
        Region region = call.region();
        Clusters clusters = Clusters.of(region);
        Optional<String> name = call.in().text("DBClusterIdentifier").filter(text -> !text.isEmpty());
        List<Facts> found = name.isPresent()
                ? List.of(clusters.clusters()
                        .seen(region.nameOf("cluster", name.get()), call.sight())
                        .orElseThrow(() -> Clusters.absent(name.get())))
                : clusters.clusters().seen(call.sight());
        return Page.of(
                call.in(),
                "DBClusters",
                found.stream().filter(wanted(region, call.in())).toList(),
                Clusters::name,
                cluster -> ClusterXml.cluster(region, cluster));
    }

    private static Predicate<Facts> wanted(Region region, Parameters in) {
        return all(in, (name, values) -> switch (name) {
            case "db-cluster-id" ->
                facts -> values.stream()
                        .anyMatch(value -> region.nameOf("cluster", value).equals(Clusters.name(facts)));
            case "db-cluster-resource-id" -> facts -> values.contains(Clusters.resourceId(facts));
            case "engine" -> facts -> values.contains(facts.text("Engine"));
            case "clone-group-id" -> facts -> values.contains(facts.text("CloneGroupId"));
            default -> throw unknownFilter(name);
        });
    }

    private static List<Xml> snapshots(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        if (in.has("DBClusterIdentifier") && in.has("DBClusterSnapshotIdentifier")) {
            throw Refusal.of(
                    "InvalidParameterCombination",
                    "Cannot specify both DBClusterIdentifier and DBClusterSnapshotIdentifier");
        }
        Clusters clusters = Clusters.of(region);
        List<Facts> found;
        Optional<String> id = in.text("DBClusterSnapshotIdentifier").filter(text -> !text.isEmpty());
        if (id.isPresent()) {
            found = List.of(clusters.snapshots()
                    .seen(region.nameOf("cluster-snapshot", id.get()), call.sight())
                    .filter(snapshot -> isOfType(snapshot, in))
                    .orElseThrow(() -> ClusterSnapshots.absent(id.get())));
        } else {
            Predicate<Facts> ofCluster = snapshot -> in.text("DBClusterIdentifier")
                    .map(name -> region.nameOf("cluster", name).equals(Clusters.name(snapshot)))
                    .orElse(true);
            found = clusters.snapshots().seen(call.sight()).stream()
                    .filter(ofCluster.and(filtered(region, in)))
                    .filter(snapshot -> in.text("SnapshotType").isEmpty() || isOfType(snapshot, in))
                    .filter(snapshot -> isOfResource(snapshot, in))
                    .toList();
        }
        return Page.of(
                in,
                "DBClusterSnapshots",
                found,
                ClusterSnapshots::name,
                snapshot -> ClusterXml.snapshot(region, snapshot));
    }

    /** An automated snapshot that is asked for by its name alone is not found, as AWS documents. */
    private static boolean isOfType(Facts snapshot, Parameters in) {
        return in.text("SnapshotType").orElse("manual").equals(snapshot.text("SnapshotType"));
    }

    private static boolean isOfResource(Facts snapshot, Parameters in) {
        return in.text("DbClusterResourceId")
                .map(Clusters.resourceId(snapshot)::equals)
                .orElse(true);
    }

    private static Predicate<Facts> filtered(Region region, Parameters in) {
        return all(in, (name, values) -> switch (name) {
            case "db-cluster-id" ->
                facts -> values.stream()
                        .anyMatch(value -> region.nameOf("cluster", value).equals(Clusters.name(facts)));
            case "db-cluster-snapshot-id" -> facts -> values.contains(ClusterSnapshots.name(facts));
            case "snapshot-type" -> facts -> values.contains(facts.text("SnapshotType"));
            case "engine" -> facts -> values.contains(facts.text("Engine"));
            default -> throw unknownFilter(name);
        });
    }

    private static List<Xml> backups(RdsCall call) {
        Region region = call.region();
        Clusters clusters = Clusters.of(region);
        List<Backup> all = new ArrayList<>();
        clusters.clusters().seen(call.sight()).forEach(cluster -> all.add(new Backup(cluster, "active")));
        clusters.retained().seen(call.sight()).forEach(cluster -> all.add(new Backup(cluster, "retained")));
        Predicate<Backup> wanted = backup -> isWanted(region, call.in(), backup.cluster());
        List<Backup> found = all.stream()
                .filter(wanted.and(backup -> ofStatus(call.in(), backup.status())))
                .sorted(Comparator.comparing(backup -> Clusters.resourceId(backup.cluster())))
                .toList();
        return Page.of(
                call.in(),
                "DBClusterAutomatedBackups",
                found,
                backup -> Clusters.resourceId(backup.cluster()),
                backup -> ClusterXml.backup(region, backup.cluster(), backup.status()));
    }

    private static boolean isWanted(Region region, Parameters in, Facts cluster) {
        boolean named = in.text("DBClusterIdentifier")
                .map(name -> region.nameOf("cluster", name).equals(Clusters.name(cluster)))
                .orElse(true);
        return named && isOfResource(cluster, in);
    }

    private static boolean ofStatus(Parameters in, String status) {
        for (Parameters filter : in.items("Filters")) {
            String name = filter.required("Name");
            if (!name.equals("status")) {
                throw unknownFilter(name);
            }
            if (!filter.list("Values").contains(status)) {
                return false;
            }
        }
        return true;
    }

    private static Predicate<Facts> all(Parameters in, Filter filter) {
        Predicate<Facts> all = facts -> true;
        for (Parameters asked : in.items("Filters")) {
            all = all.and(filter.of(asked.required("Name"), asked.list("Values")));
        }
        return all;
    }

    private static Refusal unknownFilter(String name) {
        return Refusal.of("InvalidParameterValue", "Unrecognized filter name: " + name);
    }

    /** Makes a test of a filter that was sent. */
    private interface Filter {
        Predicate<Facts> of(String name, List<String> values);
    }

    /** The automated backups of a cluster. */
    private record Backup(Facts cluster, String status) {}
}
