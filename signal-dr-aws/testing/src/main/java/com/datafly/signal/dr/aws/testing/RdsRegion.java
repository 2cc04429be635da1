package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.rds.Console;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Instances;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * RDS in one region, as an administrator sees it in the console: nothing here goes through a request, waits, is refused
 * for a status, or is counted as a call. Thread-safe.
 *
 * @since 0.1
 */
public final class RdsRegion {

    private final Region region;
    private final Console console;

    RdsRegion(Region region) {
        this.region = region;
        this.console = new Console(region);
    }

    /**
     * Makes an instance, at once, with its first automated snapshot unless its retention is 0.
     *
     * @return its resource id, which is also the id of its data in the data plane
     */
    public String createInstance(String name, Consumer<InstanceSpec> settings) {
        InstanceSpec spec = new InstanceSpec();
        settings.accept(spec);
        Facts instance = spec.on(Instances.fresh(region, name, spec.engine()));
        console.create(instance, spec.login());
        return instance.text("DbiResourceId");
    }

    /** Makes an instance with the defaults of {@link InstanceSpec}. */
    public String createInstance(String name) {
        return createInstance(name, spec -> {});
    }

    /**
     * Makes an Aurora or Multi-AZ DB cluster, at once, with its first automated snapshot and its instances.
     *
     * @return its resource id, which is also the id of its data in the data plane
     */
    public String createCluster(String name, Consumer<ClusterSpec> settings) {
        return clusters().create(name, settings);
    }

    /** Returns what else can be done with clusters. */
    public RdsClusters clusters() {
        return new RdsClusters(region);
    }

    /** Returns the resource id of an instance, as in {@code db-ABCDEFGHIJKLMNOPQRSTUVWXYZ}. */
    public String resourceId(String name) {
        return console.require(name).text("DbiResourceId");
    }

    /** Returns the id of an instance's data in the data plane. */
    public String dataId(String name) {
        return console.require(name).text("data");
    }

    /** Returns the names of the instances, in order. */
    public List<String> instances() {
        return console.instances();
    }

    /** Returns the names of the snapshots, in order. */
    public List<String> snapshots() {
        return console.snapshots();
    }

    /** Returns an instance's status, if it is there. */
    public Optional<String> status(String name) {
        return console.find(name).map(instance -> instance.text("DBInstanceStatus"));
    }

    /** Returns any setting of an instance, by the name that DescribeDBInstances gives it; empty text if it has none. */
    public String setting(String name, String setting) {
        return console.require(name).text(setting);
    }

    /**
     * Sets an instance's status; it stays so, whatever becomes due, until it is set to {@code available}.
     *
     * @param status any that RDS documents, as in {@code storage-full}
     */
    public void setStatus(String name, String status) {
        console.setStatus(name, status);
    }

    /** Sets a snapshot's status. */
    public void setSnapshotStatus(String name, String status) {
        console.setSnapshotStatus(name, status);
    }

    /** Lets the next restore to a new instance end in a status other than available. */
    public void failNextRestoreWith(String status) {
        console.failNextRestoreWith(status);
    }

    /** Stops an instance, at once. */
    public void stopInstance(String name) {
        console.stop(name);
    }

    /** Starts a stopped instance, at once. */
    public void startInstance(String name) {
        console.start(name);
    }

    /** Removes an instance with its automated backups, at once, protected or not. */
    public void deleteInstance(String name) {
        console.delete(name, false);
    }

    /** Removes an instance, at once, protected or not; its automated backups are retained. */
    public void deleteInstanceRetainingBackups(String name) {
        console.delete(name, true);
    }

    /** Sets a limit of the account, by the name that DescribeAccountAttributes gives it, as in ManualSnapshots. */
    public void quota(String name, int limit) {
        console.change(() -> region.quotas().set(name, limit));
    }

    /** Makes a subnet group in a VPC. */
    public void createSubnetGroup(String name, String vpc) {
        console.change(() -> region.network().subnetGroup(name, vpc));
    }

    /** Makes a security group in a VPC. */
    public void createSecurityGroup(String id, String vpc) {
        console.change(() -> region.network().securityGroup(id, vpc));
    }

    /** Makes a parameter group. */
    public void createParameterGroup(String name) {
        console.change(() -> region.network().parameterGroup(name));
    }

    /** Makes an option group. */
    public void createOptionGroup(String name) {
        console.change(() -> region.network().optionGroup(name));
    }

    /** Makes a key, or makes it accessible or not; returns its ARN. */
    public String key(String id, boolean accessible) {
        return region.world().look(() -> region.network().key(id, accessible));
    }
}
