package com.datafly.signal.dr.aws.testing.internal.cluster;

import com.datafly.signal.dr.aws.testing.internal.http.QueryProtocol;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Network;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import com.datafly.signal.dr.aws.testing.internal.rds.World;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an administrator does with clusters by hand, at once. */
public final class ClusterConsole {

    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Region region;
    private final World world;

    /** Creates the console of a region. */
    public ClusterConsole(Region region) {
        this.region = region;
        this.world = region.world();
    }

    private Clusters clusters() {
        return Clusters.of(region);
    }

    private void change(Runnable body) {
        String done = world.look(() -> {
            body.run();
            return "done";
        });
        assert done.equals("done");
    }

    /** Returns what a new cluster is if nothing else is said. */
    public Facts fresh(String name, String engine) {
        return world.look(() -> clusters().fresh(name, engine));
    }

    /**
     * Makes a cluster, its data, its first automated snapshot and its instances.
     *
     * @param instances how many instances an Aurora cluster gets; a Multi-AZ DB cluster has three
     * @param instance what they are set to besides the defaults
     */
    public void create(Facts cluster, Login login, int instances, Map<String, String> instance) {
        Facts settled = world.look(() -> withGroups(cluster, instance));
        String data = settled.text("data");
        world.data().create(data, login);
        Facts snapshot = world.look(() -> automated(settled));
        world.data().snapshot(data, snapshot.text("data"));
        change(() -> {
            clusters().clusters().put(Clusters.name(settled), settled, Instant.MIN);
            clusters().snapshots().put(ClusterSnapshots.name(snapshot), snapshot, Instant.MIN);
            if (Clusters.isAurora(settled)) {
                makeMembers(settled, instances, instance);
            } else {
                Members.makeThree(region, settled, "available");
            }
        });
    }

    private Facts automated(Facts cluster) {
        String now = QueryProtocol.time(world.now());
        String id = "rds:" + Clusters.name(cluster) + "-" + IN_NAMES.format(world.now());
        return ClusterSnapshots.of(region, cluster, id, Map.of())
                .with("SnapshotType", "automated")
                .with("Status", "available")
                .with("due", now);
    }

    private void makeMembers(Facts cluster, int instances, Map<String, String> settings) {
        List<String> zones = region.network().zones();
        for (int i = 1; i <= instances; i++) {
            Facts member = Members.fresh(region, cluster, Clusters.name(cluster) + "-" + i)
                    .with("DBInstanceStatus", "available")
                    .with("AvailabilityZone", zones.get((i - 1) % zones.size()))
                    .with(settings);
            Members.join(region, cluster, member);
        }
        if (instances > 0) {
            clusters().change(cluster, Map.of("writer", Clusters.name(cluster) + "-1"));
        }
    }

    private Facts withGroups(Facts cluster, Map<String, String> instance) {
        Network network = region.network();
        network.makeMissing(cluster.text("DBSubnetGroup"), cluster.list("VpcSecurityGroups"));
        clusters().parameterGroup(cluster.text("DBClusterParameterGroup"));
        Optional.ofNullable(instance.get("DBParameterGroupName")).ifPresent(network::parameterGroup);
        return cluster.find("KmsKeyId")
                .map(key -> cluster.with("KmsKeyId", network.makeKey(key)).with("StorageEncrypted", true))
                .orElse(cluster);
    }

    /** Makes a cluster parameter group. */
    public void parameterGroup(String name) {
        change(() -> clusters().parameterGroup(name));
    }

    /** Returns a cluster. */
    public Facts require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no cluster '" + name + "'"));
    }

    /** Returns a cluster, if it is there. */
    public Optional<Facts> find(String name) {
        return world.look(() -> clusters().clusters().find(name));
    }

    /** Returns the names of the clusters. */
    public List<String> names() {
        return world.look(
                () -> clusters().clusters().all().stream().map(Clusters::name).toList());
    }

    /** Returns the names of the clusters' snapshots. */
    public List<String> snapshots() {
        return world.look(() -> clusters().snapshots().all().stream()
                .map(ClusterSnapshots::name)
                .toList());
    }

    /** Sets a status that stays, unless it is available. */
    public void setStatus(String name, String status) {
        Facts cluster = require(name);
        change(() -> clusters().put(cluster.with("Status", status).with("stuck", !status.equals("available"))));
    }

    /** Removes a cluster with its instances. */
    public void delete(String name, boolean retainingBackups) {
        Facts cluster = require(name);
        world.data().delete(cluster.text("data"));
        change(() -> {
            Members.of(region, cluster).forEach(member -> Members.remove(region, member));
            clusters().clusters().remove(name, world.now());
            ClusterDeletion.leave(region, cluster, retainingBackups);
        });
    }
}
