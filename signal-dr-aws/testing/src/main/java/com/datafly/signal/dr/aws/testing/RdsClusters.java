package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.cluster.ClusterConsole;
import com.datafly.signal.dr.aws.testing.internal.rds.Facts;
import com.datafly.signal.dr.aws.testing.internal.rds.Region;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Aurora and Multi-AZ DB clusters of one region, as an administrator sees them in the console: nothing here goes
 * through a request, waits, is refused for a status, or is counted as a call. Thread-safe.
 *
 * @since 0.1
 */
public final class RdsClusters {

    private final ClusterConsole console;

    RdsClusters(Region region) {
        this.console = new ClusterConsole(region);
    }

    /**
     * Makes a cluster, at once, with its first automated snapshot and its instances.
     *
     * @return its resource id, which is also the id of its data in the data plane
     */
    public String create(String name, Consumer<ClusterSpec> settings) {
        ClusterSpec spec = new ClusterSpec();
        settings.accept(spec);
        Facts cluster = spec.on(console.fresh(name, spec.engine()));
        console.create(cluster, spec.login(), spec.instances(), spec.instanceSettings());
        return cluster.text("DbClusterResourceId");
    }

    /** Returns the id of a cluster's data in the data plane. */
    public String dataId(String name) {
        return console.require(name).text("data");
    }

    /** Returns the names of the clusters, in order. */
    public List<String> names() {
        return console.names();
    }

    /** Returns the names of the clusters' snapshots, in order. */
    public List<String> snapshots() {
        return console.snapshots();
    }

    /** Returns a cluster's status, if it is there. */
    public Optional<String> status(String name) {
        return console.find(name).map(cluster -> cluster.text("Status"));
    }

    /** Returns any setting of a cluster, by the name that DescribeDBClusters gives it; empty text if it has none. */
    public String setting(String name, String setting) {
        return console.require(name).text(setting);
    }

    /** Returns the ids of a cluster's security groups. */
    public List<String> securityGroups(String name) {
        return console.require(name).list("VpcSecurityGroups");
    }

    /** Returns the names of a cluster's instances, in the order in which they were made. */
    public List<String> instances(String name) {
        return console.require(name).list("members");
    }

    /** Returns the name of the instance that writes, if there is one. */
    public Optional<String> writer(String name) {
        return console.require(name).find("writer");
    }

    /** Sets a cluster's status; it stays so, whatever becomes due, until it is set to {@code available}. */
    public void setStatus(String name, String status) {
        console.setStatus(name, status);
    }

    /** Makes a cluster parameter group. */
    public void createParameterGroup(String name) {
        console.parameterGroup(name);
    }

    /** Removes a cluster with its instances and its automated backups, at once, protected or not. */
    public void delete(String name) {
        console.delete(name, false);
    }

    /** Removes a cluster with its instances, at once, protected or not; its automated backups are retained. */
    public void deleteRetainingBackups(String name) {
        console.delete(name, true);
    }
}
