package com.datafly.signal.dr.aws.internal;

/** Every action of IAM that this module's calls need, and what its resources are. */
public enum IamAction {
    DESCRIBE_DB_INSTANCES("rds:DescribeDBInstances", Scope.RDS),
    DESCRIBE_DB_INSTANCE_AUTOMATED_BACKUPS("rds:DescribeDBInstanceAutomatedBackups", Scope.RDS),
    DESCRIBE_DB_SNAPSHOTS("rds:DescribeDBSnapshots", Scope.RDS),
    DESCRIBE_EVENTS("rds:DescribeEvents", Scope.ANY),
    DESCRIBE_EXPORT_TASKS("rds:DescribeExportTasks", Scope.ANY),
    DESCRIBE_ACCOUNT_ATTRIBUTES("rds:DescribeAccountAttributes", Scope.ANY),
    ADD_TAGS_TO_RESOURCE("rds:AddTagsToResource", Scope.RDS),
    REMOVE_TAGS_FROM_RESOURCE("rds:RemoveTagsFromResource", Scope.RDS),
    MODIFY_DB_INSTANCE("rds:ModifyDBInstance", Scope.RDS),
    CREATE_DB_SNAPSHOT("rds:CreateDBSnapshot", Scope.RDS),
    DELETE_DB_SNAPSHOT("rds:DeleteDBSnapshot", Scope.RDS),
    COPY_DB_SNAPSHOT("rds:CopyDBSnapshot", Scope.RDS),
    RESTORE_DB_INSTANCE_FROM_DB_SNAPSHOT("rds:RestoreDBInstanceFromDBSnapshot", Scope.RDS),
    RESTORE_DB_INSTANCE_TO_POINT_IN_TIME("rds:RestoreDBInstanceToPointInTime", Scope.RDS),
    DELETE_DB_INSTANCE("rds:DeleteDBInstance", Scope.RDS),
    REBOOT_DB_INSTANCE("rds:RebootDBInstance", Scope.RDS),
    PROMOTE_READ_REPLICA("rds:PromoteReadReplica", Scope.RDS),
    START_EXPORT_TASK("rds:StartExportTask", Scope.ANY),
    CANCEL_EXPORT_TASK("rds:CancelExportTask", Scope.ANY),
    START_REPLICATION("rds:StartDBInstanceAutomatedBackupsReplication", Scope.RDS),
    STOP_REPLICATION("rds:StopDBInstanceAutomatedBackupsReplication", Scope.RDS),
    CREATE_DB_INSTANCE("rds:CreateDBInstance", Scope.RDS),
    DESCRIBE_DB_CLUSTERS("rds:DescribeDBClusters", Scope.RDS),
    DESCRIBE_DB_CLUSTER_AUTOMATED_BACKUPS("rds:DescribeDBClusterAutomatedBackups", Scope.RDS),
    DESCRIBE_DB_CLUSTER_SNAPSHOTS("rds:DescribeDBClusterSnapshots", Scope.RDS),
    MODIFY_DB_CLUSTER("rds:ModifyDBCluster", Scope.RDS),
    CREATE_DB_CLUSTER_SNAPSHOT("rds:CreateDBClusterSnapshot", Scope.RDS),
    DELETE_DB_CLUSTER_SNAPSHOT("rds:DeleteDBClusterSnapshot", Scope.RDS),
    COPY_DB_CLUSTER_SNAPSHOT("rds:CopyDBClusterSnapshot", Scope.RDS),
    RESTORE_DB_CLUSTER_FROM_SNAPSHOT("rds:RestoreDBClusterFromSnapshot", Scope.RDS),
    RESTORE_DB_CLUSTER_TO_POINT_IN_TIME("rds:RestoreDBClusterToPointInTime", Scope.RDS),
    DELETE_DB_CLUSTER("rds:DeleteDBCluster", Scope.RDS),
    FAILOVER_DB_CLUSTER("rds:FailoverDBCluster", Scope.RDS),
    PASS_ROLE("iam:PassRole", Scope.ROLE),
    CONNECT("rds-db:connect", Scope.DATABASE_USER),
    LIST_BUCKET("s3:ListBucket", Scope.BUCKET),
    GET_OBJECT("s3:GetObject", Scope.OBJECT),
    PUT_OBJECT("s3:PutObject", Scope.OBJECT),
    DELETE_OBJECT("s3:DeleteObject", Scope.OBJECT),
    ABORT_MULTIPART_UPLOAD("s3:AbortMultipartUpload", Scope.OBJECT),
    ASSUME_ROLE("sts:AssumeRole", Scope.ROLE),
    DESCRIBE_CLUSTER_V2("kafka:DescribeClusterV2", Scope.KAFKA);

    private final String text;
    private final Scope scope;

    IamAction(String text, Scope scope) {
        this.text = text;
        this.scope = scope;
    }

    /** Returns the action as a policy names it. */
    public String text() {
        return text;
    }

    /** Returns what kind of resource the action is about. */
    public Scope scope() {
        return scope;
    }

    /** What an action is about. */
    public enum Scope {
        /** What is at RDS in one account and region. */
        RDS,
        /** AWS knows no narrower resource for it. */
        ANY,
        /** A role of IAM. */
        ROLE,
        /** A user of a database. */
        DATABASE_USER,
        /** A bucket. */
        BUCKET,
        /** The objects in a bucket. */
        OBJECT,
        /** A cluster of MSK. */
        KAFKA
    }
}
