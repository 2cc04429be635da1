package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.aws.internal.IamAction;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that this module does, and what AWS has to allow for it. More may be added.
 *
 * <p>Each feature lists all that it needs, what it reads included, so that it works with its policy alone. What a KMS
 * key demands beyond that ({@code kms:DescribeKey} and {@code kms:CreateGrant}, by RDS) is in the key's own policy.
 *
 * @since 0.1
 */
public enum IamFeature {
    /** Describing an instance, its snapshots, what can be recovered, its standby. */
    READ(EnumSet.of(
            IamAction.DESCRIBE_DB_INSTANCES,
            IamAction.DESCRIBE_DB_INSTANCE_AUTOMATED_BACKUPS,
            IamAction.DESCRIBE_DB_SNAPSHOTS)),
    /** Listing the instances of a region. */
    INVENTORY(EnumSet.of(IamAction.DESCRIBE_DB_INSTANCES)),
    /** Setting the automated backups of an instance. */
    CONFIGURE(with(IamAction.MODIFY_DB_INSTANCE)),
    /** Noting facts on an instance or a snapshot: freezes, holds, verdicts. */
    ANNOTATE(
            with(IamAction.DESCRIBE_DB_SNAPSHOTS, IamAction.ADD_TAGS_TO_RESOURCE, IamAction.REMOVE_TAGS_FROM_RESOURCE)),
    /** Making snapshots of an instance. */
    SNAPSHOT(with(IamAction.DESCRIBE_DB_SNAPSHOTS, IamAction.CREATE_DB_SNAPSHOT, IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Deleting manual snapshots of an instance. */
    SNAPSHOT_DELETE(with(IamAction.DESCRIBE_DB_SNAPSHOTS, IamAction.DELETE_DB_SNAPSHOT)),
    /** Copying snapshots of an instance to other regions. */
    COPY(with(IamAction.DESCRIBE_DB_SNAPSHOTS, IamAction.COPY_DB_SNAPSHOT, IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Restoring, recovering and cloning an instance into a new one, and making its settings those of the source. */
    RESTORE(with(
            IamAction.DESCRIBE_DB_SNAPSHOTS,
            IamAction.RESTORE_DB_INSTANCE_FROM_DB_SNAPSHOT,
            IamAction.RESTORE_DB_INSTANCE_TO_POINT_IN_TIME,
            IamAction.MODIFY_DB_INSTANCE,
            IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Removing copies that this library made, known by their tag. */
    DISCARD(EnumSet.of(IamAction.DESCRIBE_DB_INSTANCES, IamAction.MODIFY_DB_INSTANCE, IamAction.DELETE_DB_INSTANCE)),
    /** Handing an instance over to its standby. */
    FAILOVER(with(IamAction.ADD_TAGS_TO_RESOURCE, IamAction.REBOOT_DB_INSTANCE, IamAction.DESCRIBE_EVENTS)),
    /** Promoting a read replica. */
    PROMOTE(with(IamAction.ADD_TAGS_TO_RESOURCE, IamAction.PROMOTE_READ_REPLICA)),
    /** Exporting snapshots to S3. */
    EXPORT(EnumSet.of(
            IamAction.DESCRIBE_DB_SNAPSHOTS,
            IamAction.START_EXPORT_TASK,
            IamAction.DESCRIBE_EXPORT_TASKS,
            IamAction.CANCEL_EXPORT_TASK,
            IamAction.PASS_ROLE)),
    /** Replicating automated backups to another region. */
    REPLICATION(with(IamAction.START_REPLICATION, IamAction.STOP_REPLICATION)),
    /** Describing a cluster, its instances and snapshots, what can be recovered, also when the cluster is gone. */
    CLUSTER_READ(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_AUTOMATED_BACKUPS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.DESCRIBE_DB_INSTANCES)),
    /** Setting the automated backups of a cluster. */
    CLUSTER_CONFIGURE(EnumSet.of(IamAction.DESCRIBE_DB_CLUSTERS, IamAction.MODIFY_DB_CLUSTER)),
    /** Noting facts on a cluster or its snapshots: freezes, holds, verdicts. */
    CLUSTER_ANNOTATE(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.ADD_TAGS_TO_RESOURCE,
            IamAction.REMOVE_TAGS_FROM_RESOURCE)),
    /** Making snapshots of a cluster. */
    CLUSTER_SNAPSHOT(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.CREATE_DB_CLUSTER_SNAPSHOT,
            IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Deleting manual snapshots of a cluster. */
    CLUSTER_SNAPSHOT_DELETE(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.DELETE_DB_CLUSTER_SNAPSHOT)),
    /** Copying snapshots of a cluster to other regions. */
    CLUSTER_COPY(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.COPY_DB_CLUSTER_SNAPSHOT,
            IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Restoring, recovering and cloning a cluster into a new one, with the instance that Aurora needs. */
    CLUSTER_RESTORE(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            IamAction.DESCRIBE_DB_INSTANCES,
            IamAction.RESTORE_DB_CLUSTER_FROM_SNAPSHOT,
            IamAction.RESTORE_DB_CLUSTER_TO_POINT_IN_TIME,
            IamAction.CREATE_DB_INSTANCE,
            IamAction.MODIFY_DB_CLUSTER,
            IamAction.ADD_TAGS_TO_RESOURCE)),
    /** Removing copies of clusters that this library made, known by their tag. */
    CLUSTER_DISCARD(EnumSet.of(
            IamAction.DESCRIBE_DB_CLUSTERS,
            IamAction.MODIFY_DB_CLUSTER,
            IamAction.DELETE_DB_INSTANCE,
            IamAction.DELETE_DB_CLUSTER)),
    /** Handing a cluster over to a reader. */
    CLUSTER_FAILOVER(
            EnumSet.of(IamAction.DESCRIBE_DB_CLUSTERS, IamAction.ADD_TAGS_TO_RESOURCE, IamAction.FAILOVER_DB_CLUSTER)),
    /** Saying how much of a quota is used when AWS refuses because of it. Without it only the numbers are missing. */
    QUOTAS(EnumSet.of(IamAction.DESCRIBE_ACCOUNT_ATTRIBUTES)),
    /** Logging in to a database with a token of IAM. */
    SQL_IAM(EnumSet.of(IamAction.CONNECT)),
    /** Keeping objects in an S3 bucket: backups, journals, leases. */
    STORE(EnumSet.of(
            IamAction.LIST_BUCKET,
            IamAction.GET_OBJECT,
            IamAction.PUT_OBJECT,
            IamAction.DELETE_OBJECT,
            IamAction.ABORT_MULTIPART_UPLOAD)),
    /** Assuming the role that the option {@code role-arn} names. */
    ROLE(EnumSet.of(IamAction.ASSUME_ROLE)),
    /** Asking MSK how a cluster is. */
    MSK(EnumSet.of(IamAction.DESCRIBE_CLUSTER_V2));

    private final Set<IamAction> needed;

    IamFeature(Set<IamAction> needed) {
        this.needed = Collections.unmodifiableSet(needed);
    }

    /** Whatever is done to an instance begins with a look at what it can do now. */
    private static Set<IamAction> with(IamAction... more) {
        Set<IamAction> needed =
                EnumSet.of(IamAction.DESCRIBE_DB_INSTANCES, IamAction.DESCRIBE_DB_INSTANCE_AUTOMATED_BACKUPS);
        Collections.addAll(needed, more);
        return needed;
    }

    /** Returns the actions that it needs, as in {@code rds:DescribeDBInstances}, in order. */
    public Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        needed.forEach(action -> actions.add(action.text()));
        return Collections.unmodifiableSet(actions);
    }

    Set<IamAction> needed() {
        return needed;
    }
}
