package com.datafly.signal.dr.aws.internal.rds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A setting of an instance that a target profile may name, as the AWS CLI calls it without the dashes in front. */
enum TargetSetting {
    DB_INSTANCE_CLASS(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    DB_SUBNET_GROUP_NAME(Kind.TEXT, Taken.RESTORE_ONLY, Family.ALONE),
    VPC_SECURITY_GROUP_IDS(Kind.LIST, Taken.ALWAYS, Family.ALONE),
    DB_PARAMETER_GROUP_NAME(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    OPTION_GROUP_NAME(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    MULTI_AZ(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    AVAILABILITY_ZONE(Kind.TEXT, Taken.RESTORE_ONLY, Family.ALONE),
    PUBLICLY_ACCESSIBLE(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    BACKUP_RETENTION_PERIOD(Kind.NUMBER, Taken.ALWAYS, Family.ALONE),
    PREFERRED_BACKUP_WINDOW(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    PREFERRED_MAINTENANCE_WINDOW(Kind.TEXT, Taken.AFTERWARDS, Family.ALONE),
    /** The restore calls take it, but RDS takes it off no copy that ended badly, which nobody could delete then. */
    DELETION_PROTECTION(Kind.FLAG, Taken.AFTERWARDS, Family.ALONE),
    COPY_TAGS_TO_SNAPSHOT(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    STORAGE_TYPE(Kind.TEXT, Taken.ALWAYS, Family.STORAGE),
    IOPS(Kind.NUMBER, Taken.ALWAYS, Family.STORAGE),
    STORAGE_THROUGHPUT(Kind.NUMBER, Taken.ALWAYS, Family.STORAGE),
    ALLOCATED_STORAGE(Kind.NUMBER, Taken.ALWAYS, Family.STORAGE),
    MAX_ALLOCATED_STORAGE(Kind.NUMBER, Taken.RECOVERY_AND_AFTERWARDS, Family.ALONE),
    ENABLE_PERFORMANCE_INSIGHTS(Kind.FLAG, Taken.AFTERWARDS, Family.INSIGHTS),
    PERFORMANCE_INSIGHTS_KMS_KEY_ID(Kind.TEXT, Taken.AFTERWARDS, Family.INSIGHTS),
    PERFORMANCE_INSIGHTS_RETENTION_PERIOD(Kind.NUMBER, Taken.AFTERWARDS, Family.INSIGHTS),
    DATABASE_INSIGHTS_MODE(Kind.TEXT, Taken.AFTERWARDS, Family.INSIGHTS),
    MONITORING_INTERVAL(Kind.NUMBER, Taken.AFTERWARDS, Family.MONITORING),
    MONITORING_ROLE_ARN(Kind.TEXT, Taken.AFTERWARDS, Family.MONITORING),
    ENABLE_IAM_DATABASE_AUTHENTICATION(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    AUTO_MINOR_VERSION_UPGRADE(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    ENABLE_CLOUDWATCH_LOGS_EXPORTS(Kind.LIST, Taken.ALWAYS, Family.ALONE),
    CA_CERTIFICATE_IDENTIFIER(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    PORT(Kind.NUMBER, Taken.ALWAYS, Family.ALONE),
    NETWORK_TYPE(Kind.TEXT, Taken.ALWAYS, Family.ALONE),
    DEDICATED_LOG_VOLUME(Kind.FLAG, Taken.ALWAYS, Family.ALONE),
    ENGINE_LIFECYCLE_SUPPORT(Kind.TEXT, Taken.RESTORE_ONLY, Family.ALONE);

    /** What a value looks like. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        /** Words with commas between them, whose order does not matter. */
        LIST
    }

    /** Which of RDS's calls take it. */
    enum Taken {
        /** Both restore calls, and a modification. */
        ALWAYS,
        /** Both restore calls alone: it cannot be changed later, or not without moving the instance. */
        RESTORE_ONLY,
        /** The recovery to a point in time, and a modification; not the restore of a snapshot. */
        RECOVERY_AND_AFTERWARDS,
        /** A modification alone. */
        AFTERWARDS
    }

    /** Settings that RDS wants together in one modification. */
    enum Family {
        ALONE,
        STORAGE,
        INSIGHTS,
        MONITORING
    }

    private final Kind kind;
    private final Taken taken;
    private final Family family;

    TargetSetting(Kind kind, Taken taken, Family family) {
        this.kind = kind;
        this.taken = taken;
        this.family = family;
    }

    /** Returns its name in a profile. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Kind kind() {
        return kind;
    }

    /** Tells whether a modification takes it. */
    boolean isModifiable() {
        return taken != Taken.RESTORE_ONLY;
    }

    /** Tells whether the restore of a snapshot takes it. */
    boolean isTakenBySnapshotRestore() {
        return taken == Taken.ALWAYS || taken == Taken.RESTORE_ONLY;
    }

    /** Tells whether the recovery to a point in time takes it. */
    boolean isTakenByRecovery() {
        return taken != Taken.AFTERWARDS;
    }

    /**
     * Tells whether a copy takes it from its source. A zone is RDS's to choose, and the source's may be what was lost;
     * the storage is as large as the snapshot's, and a restore that names more grows it by a tenth at least.
     */
    boolean isInherited() {
        return this != AVAILABILITY_ZONE && this != ALLOCATED_STORAGE;
    }

    /** Tells whether a modification that names this setting has to name {@code other} too. */
    boolean belongsWith(TargetSetting other) {
        return this == other || (family != Family.ALONE && family == other.family);
    }

    static Optional<TargetSetting> named(String label) {
        return Arrays.stream(values())
                .filter(setting -> setting.label().equals(label))
                .findFirst();
    }
}
