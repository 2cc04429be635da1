package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.tck.DataPlane.Login;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an administrator does by hand, at once. */
public final class Console {

    private final Region region;
    private final World world;

    /** Creates the console of a region. */
    public Console(Region region) {
        this.region = region;
        this.world = region.world();
    }

    /** Does something while nothing else changes. */
    public void change(Runnable body) {
        world.run(body);
    }

    /** Makes an instance and its data; a description shows it, however old. */
    public void create(Facts instance, Login login) {
        String data = instance.text("data");
        Facts settled = world.look(() -> withGroups(instance));
        boolean inCluster = settled.find("DBClusterIdentifier").isPresent();
        boolean backedUp = settled.number("BackupRetentionPeriod") > 0 && !inCluster;
        if (!inCluster) {
            world.data().create(data, login);
        }
        Facts snapshot =
                world.look(() -> Snapshots.of(region, settled, Snapshots.automatedName(region, settled), "automated"));
        if (backedUp) {
            world.data().snapshot(data, snapshot.text("data"));
        }
        change(() -> {
            region.instances().put(Instances.name(settled), settled, Instant.MIN);
            if (backedUp) {
                region.snapshots()
                        .put(snapshot.text("DBSnapshotIdentifier"), snapshot.with("Status", "available"), Instant.MIN);
                region.instances().put(Instances.name(settled), BackupSchedule.planned(region, settled), Instant.MIN);
            }
        });
    }

    /** Returns an instance. */
    public Facts require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no instance '" + name + "'"));
    }

    /** Returns an instance, if it is there. */
    public Optional<Facts> find(String name) {
        return world.look(() -> region.instances().find(name));
    }

    /** Returns the names of the instances. */
    public List<String> instances() {
        return world.look(
                () -> region.instances().all().stream().map(Instances::name).toList());
    }

    /** Returns the names of the snapshots. */
    public List<String> snapshots() {
        return world.look(() -> region.snapshots().all().stream()
                .map(snapshot -> snapshot.text("DBSnapshotIdentifier"))
                .toList());
    }

    /** Sets a status that stays, unless it is available. */
    public void setStatus(String name, String status) {
        Facts instance = require(name);
        change(() -> Instances.put(
                region, instance.with("DBInstanceStatus", status).with("stuck", !status.equals("available"))));
    }

    /** Sets a snapshot's status. */
    public void setSnapshotStatus(String name, String status) {
        change(() -> region.snapshots().change(name, world.now(), snapshot -> snapshot.with("Status", status)));
    }

    /** Lets the next restore end so. */
    public void failNextRestoreWith(String status) {
        change(() -> region.nextRestores().add(status));
    }

    /** Stops an instance. */
    public void stop(String name) {
        Facts instance = require(name);
        world.data().stop(instance.text("data"));
        change(() -> Instances.status(region, instance, "stopped"));
    }

    /** Starts an instance. */
    public void start(String name) {
        Facts instance = require(name);
        world.data().start(instance.text("data"));
        change(() -> Instances.status(region, instance, "available"));
    }

    /** Removes an instance. */
    public void delete(String name, boolean retainingBackups) {
        Facts instance = require(name);
        if (instance.find("DBClusterIdentifier").isEmpty()) {
            world.data().delete(instance.text("data"));
        }
        change(() -> Deletion.remove(region, instance, retainingBackups));
    }

    private Facts withGroups(Facts instance) {
        Network network = region.network();
        String subnetGroup = instance.text("DBSubnetGroupName");
        network.makeMissing(subnetGroup, instance.list("VpcSecurityGroups"));
        network.parameterGroup(instance.text("DBParameterGroupName"));
        network.optionGroup(instance.text("OptionGroupName"));
        return instance.find("KmsKeyId")
                .map(key -> instance.with("KmsKeyId", network.makeKey(key)))
                .orElse(instance);
    }
}
