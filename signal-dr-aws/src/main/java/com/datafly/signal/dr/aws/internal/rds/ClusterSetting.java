package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A setting of a cluster that a target profile may name, as the AWS CLI calls it without the dashes in front. */
enum ClusterSetting {
    DB_SUBNET_GROUP_NAME(Kind.TEXT, Family.BOTH, Taken.RESTORE),
    VPC_SECURITY_GROUP_IDS(Kind.LIST, Family.BOTH, Taken.ALWAYS),
    DB_CLUSTER_PARAMETER_GROUP_NAME(Kind.TEXT, Family.BOTH, Taken.ALWAYS),
    PORT(Kind.NUMBER, Family.BOTH, Taken.ALWAYS),
    DELETION_PROTECTION(Kind.FLAG, Family.BOTH, Taken.ALWAYS),
    COPY_TAGS_TO_SNAPSHOT(Kind.FLAG, Family.BOTH, Taken.ALWAYS),
    BACKUP_RETENTION_PERIOD(Kind.NUMBER, Family.BOTH, Taken.ALWAYS),
    PREFERRED_BACKUP_WINDOW(Kind.TEXT, Family.BOTH, Taken.ALWAYS),
    PREFERRED_MAINTENANCE_WINDOW(Kind.TEXT, Family.BOTH, Taken.AFTERWARDS),
    ENABLE_IAM_DATABASE_AUTHENTICATION(Kind.FLAG, Family.BOTH, Taken.ALWAYS),
    ENABLE_CLOUDWATCH_LOGS_EXPORTS(Kind.LIST, Family.BOTH, Taken.ALWAYS),
    STORAGE_TYPE(Kind.TEXT, Family.BOTH, Taken.ALWAYS),
    AUTO_MINOR_VERSION_UPGRADE(Kind.FLAG, Family.BOTH, Taken.AFTERWARDS),
    ENABLE_PERFORMANCE_INSIGHTS(Kind.FLAG, Family.BOTH, Taken.ALWAYS),
    PERFORMANCE_INSIGHTS_KMS_KEY_ID(Kind.TEXT, Family.BOTH, Taken.ALWAYS),
    PERFORMANCE_INSIGHTS_RETENTION_PERIOD(Kind.NUMBER, Family.BOTH, Taken.ALWAYS),
    DATABASE_INSIGHTS_MODE(Kind.TEXT, Family.BOTH, Taken.AFTERWARDS),
    MONITORING_INTERVAL(Kind.NUMBER, Family.BOTH, Taken.ALWAYS),
    MONITORING_ROLE_ARN(Kind.TEXT, Family.BOTH, Taken.ALWAYS),
    KMS_KEY_ID(Kind.TEXT, Family.BOTH, Taken.RESTORE),
    PUBLICLY_ACCESSIBLE(Kind.FLAG, Family.BOTH, Taken.RESTORE),
    NETWORK_TYPE(Kind.TEXT, Family.AURORA, Taken.ALWAYS),
    SERVERLESS_V2_SCALING_CONFIGURATION(Kind.TEXT, Family.AURORA, Taken.ALWAYS),
    DB_INSTANCE_CLASS(Kind.TEXT, Family.AURORA, Taken.BY_THE_INSTANCE),
    DB_PARAMETER_GROUP_NAME(Kind.TEXT, Family.AURORA, Taken.BY_THE_INSTANCE),
    AVAILABILITY_ZONE(Kind.TEXT, Family.AURORA, Taken.BY_THE_INSTANCE),
    CA_CERTIFICATE_IDENTIFIER(Kind.TEXT, Family.AURORA, Taken.BY_THE_INSTANCE),
    DB_CLUSTER_INSTANCE_CLASS(Kind.TEXT, Family.MULTI_AZ, Taken.ALWAYS),
    IOPS(Kind.NUMBER, Family.MULTI_AZ, Taken.ALWAYS),
    ALLOCATED_STORAGE(Kind.NUMBER, Family.MULTI_AZ, Taken.AFTERWARDS);

    /** Which kind of cluster has it. */
    enum Family {
        BOTH,
        AURORA,
        MULTI_AZ
    }

    /** Which of RDS's calls take it. */
    enum Taken {
        /** The restore calls, and a modification of the cluster. */
        ALWAYS,
        /** The restore calls alone, or the instance of an Aurora cluster. */
        RESTORE,
        /** A modification alone. */
        AFTERWARDS,
        /** The call that makes the instance of an Aurora cluster. */
        BY_THE_INSTANCE
    }

    private final Kind kind;
    private final Family family;
    private final Taken taken;

    ClusterSetting(Kind kind, Family family, Taken taken) {
        this.kind = kind;
        this.family = family;
        this.taken = taken;
    }

    /** Returns its name in a profile. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Kind kind() {
        return kind;
    }

    /** Tells whether a cluster of that kind has it. */
    boolean isOf(boolean aurora) {
        return family == Family.BOTH || (family == Family.AURORA) == aurora;
    }

    /** Tells whether a modification of the cluster takes it. Only Aurora moves a cluster to another port. */
    boolean isModifiable(boolean aurora) {
        return (taken == Taken.ALWAYS || taken == Taken.AFTERWARDS) && (this != PORT || aurora);
    }

    /** Tells whether the restore calls take it; whether an Aurora cluster is public is its instance's matter. */
    boolean isTakenByRestore(boolean aurora) {
        return taken == Taken.ALWAYS || (taken == Taken.RESTORE && !(aurora && this == PUBLICLY_ACCESSIBLE));
    }

    /** Tells whether the call that makes the instance of an Aurora cluster takes it. */
    boolean isTakenByTheInstance() {
        return taken == Taken.BY_THE_INSTANCE || this == PUBLICLY_ACCESSIBLE || this == AUTO_MINOR_VERSION_UPGRADE;
    }

    /**
     * Tells whether a copy takes it from its source. The key is inherited by RDS itself; a zone is RDS's to choose, and
     * the source's may be what was lost; the storage is as large as the snapshot's.
     */
    boolean isInherited() {
        return this != KMS_KEY_ID && this != AVAILABILITY_ZONE && this != ALLOCATED_STORAGE;
    }

    /** Tells whether it can be compared: RDS shows keys by another name than the one they were given by. */
    boolean isComparable() {
        return this != KMS_KEY_ID && this != PERFORMANCE_INSIGHTS_KMS_KEY_ID && this != AVAILABILITY_ZONE;
    }

    static Optional<ClusterSetting> named(String label) {
        return Arrays.stream(values())
                .filter(setting -> setting.label().equals(label))
                .findFirst();
    }
}
