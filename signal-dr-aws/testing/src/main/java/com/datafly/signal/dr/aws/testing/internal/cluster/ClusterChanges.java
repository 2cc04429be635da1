package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.rds.Action;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.RdsCall;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ModifyDBCluster and FailoverDBCluster. */
final class ClusterChanges {

    private static final Set<String> MODIFIABLE = Set.of("available", "backing-up", "storage-optimization");

    /** What AWS applies at once, without work. */
    private static final Set<String> AT_ONCE = Set.of(
            "DeletionProtection",
            "CopyTagsToSnapshot",
            "PreferredBackupWindow",
            "PreferredMaintenanceWindow",
            "AutoMinorVersionUpgrade");

    /** What waits for the maintenance window unless it is to be applied immediately. */
    private static final Set<String> DEFERRED = Set.of(
            "BackupRetentionPeriod",
            "IAMDatabaseAuthenticationEnabled",
            "StorageType",
            "AllocatedStorage",
            "Iops",
            "EngineVersion");

    private ClusterChanges() {}

    static Map<String, Action> actions() {
        return Map.of("ModifyDBCluster", ClusterChanges::modify, "FailoverDBCluster", ClusterChanges::failover);
    }

    private static List<Xml> modify(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        Clusters clusters = Clusters.of(region);
        Facts cluster = clusters.require(in.required("DBClusterIdentifier"));
        if (!MODIFIABLE.contains(Clusters.status(cluster))) {
            throw Clusters.notReady(cluster);
        }
        if (in.has("NewDBClusterIdentifier")) {
            throw Refusal.of("InvalidParameterCombination", "This testing server does not rename clusters.");
        }
        Facts wanted = ClusterSettings.apply(region, in, cluster);
        Facts begun = begin(in, cluster, wanted);
        clusters.put(begun);
        if (Clusters.status(begun).equals("modifying")) {
            World world = region.world();
            world.agenda().at(world.due(Work.MODIFY), () -> finish(clusters, begun, wanted));
        }
        return List.of(ClusterXml.cluster(region, begun));
    }

    /** Returns the cluster while the change goes on, or after it if there is nothing to be waited for. */
    private static Facts begin(Parameters in, Facts cluster, Facts wanted) {
        boolean immediately = in.is("ApplyImmediately");
        Facts begun = cluster;
        boolean work = !wanted.list("VpcSecurityGroups").equals(cluster.list("VpcSecurityGroups"))
                || !wanted.list("EnabledCloudwatchLogsExports").equals(cluster.list("EnabledCloudwatchLogsExports"));
        for (Map.Entry<String, String> value : changes(cluster, wanted).entrySet()) {
            String name = value.getKey();
            if (AT_ONCE.contains(name)) {
                begun = begun.with(name, value.getValue());
            } else {
                boolean deferred = DEFERRED.contains(name);
                begun = deferred ? begun.with(ClusterXml.PENDING + name, value.getValue()) : begun;
                work |= immediately || !deferred;
            }
        }
        return work ? begun.with("Status", "modifying").with("immediately", immediately) : begun;
    }

    private static void finish(Clusters clusters, Facts begun, Facts wanted) {
        clusters.current(begun).ifPresent(now -> {
            Facts done = now;
            for (Map.Entry<String, String> value : changes(now, wanted).entrySet()) {
                if (now.is("immediately") || !DEFERRED.contains(value.getKey())) {
                    done = done.with(value.getKey(), value.getValue()).without(ClusterXml.PENDING + value.getKey());
                }
            }
            clusters.put(done.with("Status", now.is("stuck") ? Clusters.status(now) : "available")
                    .without("immediately")
                    .withList("VpcSecurityGroups", wanted.list("VpcSecurityGroups"))
                    .withList("EnabledCloudwatchLogsExports", wanted.list("EnabledCloudwatchLogsExports")));
        });
    }

    private static Map<String, String> changes(Facts before, Facts wanted) {
        Map<String, String> changed = new HashMap<>(wanted.values());
        changed.entrySet().removeIf(value -> value.getValue().equals(before.text(value.getKey())));
        changed.keySet().removeAll(Set.of("Status", "writer", "stuck", "CloneGroupId"));
        return changed;
    }

    private static List<Xml> failover(RdsCall call) {
        Region region = call.region();
        Clusters clusters = Clusters.of(region);
        Facts cluster = clusters.requireReady(call.in().required("DBClusterIdentifier"));
        List<String> readers = Members.of(region, cluster).stream()
                .filter(member -> member.text("DBInstanceStatus").equals("available"))
                .map(member -> member.text("DBInstanceIdentifier"))
                .filter(name -> !name.equals(cluster.text("writer")))
                .toList();
        if (readers.isEmpty()) {
            throw Refusal.of(
                    "InvalidDBClusterStateFault",
                    "Cannot failover cluster " + Clusters.name(cluster) + " since it has only a single instance");
        }
        String heir = call.in()
                .text("TargetDBInstanceIdentifier")
                .filter(name -> !name.isEmpty())
                .orElse(readers.get(0));
        if (!readers.contains(heir)) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "Instance " + heir + " is not a reader of the cluster " + Clusters.name(cluster));
        }
        World world = region.world();
        Facts failing = cluster.with("Status", "failing-over");
        clusters.put(failing);
        String data = cluster.text("data");
        world.agenda()
                .at(
                        world.due(Work.FAILOVER),
                        data,
                        () -> world.data().restart(data),
                        failure -> clusters.change(failing, Map.of("Status", "available", "writer", heir)));
        return List.of(ClusterXml.cluster(region, failing));
    }
}
