package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.CapabilityStatus.Supported;
import com.datafly.signal.dr.database.CapabilityStatus.Unsupported;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** What can be done with an instance as it is now, or with what is left of it. */
final class InstanceCapabilities {

    private static final String RECOVERY_LIMITS =
            "within the automated backups, to the second, and usually to five minutes ago";
    private static final String CLONE_LIMITS =
            "as of the latest restorable time, usually at most five minutes ago: RDS has no copy of the very present";

    private InstanceCapabilities() {}

    /** Returns what a restore to that target needs. */
    static Capability of(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return Capability.SNAPSHOT_RESTORE;
        }
        if (target instanceof RecoveryTarget.AtInstant) {
            return Capability.RECOVER_TO_INSTANT;
        }
        return target instanceof RecoveryTarget.AtLsn ? Capability.RECOVER_TO_LSN : Capability.RECOVER_TO_LATEST;
    }

    static Capabilities of(Origin origin, boolean sql) {
        Map<Capability, CapabilityStatus> statuses = new EnumMap<>(Capability.class);
        if (origin.cluster().isPresent()) {
            return ofMember(origin);
        }
        statuses.put(Capability.SNAPSHOT, snapshot(origin));
        statuses.put(Capability.SNAPSHOT_DELETE, kept(origin, "manual snapshots only"));
        statuses.put(Capability.SNAPSHOT_RESTORE, kept(origin, "into a new instance of the same region"));
        CapabilityStatus recovery = recovery(origin);
        statuses.put(Capability.RECOVER_TO_INSTANT, recovery);
        statuses.put(Capability.RECOVER_TO_LATEST, recovery);
        statuses.put(
                Capability.RECOVER_TO_LSN,
                new Unsupported("RDS recovers to instants only; recover to the instant of that position"));
        statuses.put(Capability.CLONE, recovery instanceof Supported ? clone(origin) : recovery);
        statuses.put(Capability.DISCARD, new Supported("copies with this library's tags only"));
        ifPresent(statuses, origin, Capability.ANNOTATE, instance -> new Supported("as tags, 50 at most"));
        ifPresent(statuses, origin, Capability.AUTOMATED_BACKUPS, instance -> new Supported(""));
        statuses.put(Capability.SNAPSHOT_COPY, kept(origin, "to any region of the account"));
        ifPresent(statuses, origin, Capability.FAILOVER, InstanceCapabilities::failover);
        ifPresent(statuses, origin, Capability.PROMOTE, InstanceCapabilities::promotion);
        statuses.put(Capability.SQL, sql(origin, sql));
        return Capabilities.of(statuses);
    }

    private static Capabilities ofMember(Origin origin) {
        String address =
                origin.address().region() + "/cluster:" + origin.cluster().orElse("");
        CapabilityStatus status = new Unsupported("the instance is a member of a cluster, whose snapshots and"
                + " recoveries are the cluster's; address it as " + RdsAddress.SCHEME + ":" + address);
        return Capabilities.of(Arrays.stream(Capability.values())
                .collect(Collectors.toMap(capability -> capability, capability -> status)));
    }

    private static void ifPresent(
            Map<Capability, CapabilityStatus> statuses,
            Origin origin,
            Capability capability,
            Function<DBInstance, CapabilityStatus> status) {
        statuses.put(capability, origin.instance().map(status).orElseGet(() -> gone(origin)));
    }

    private static Unsupported gone(Origin origin) {
        return new Unsupported(
                origin.address().kind() == RdsAddress.Kind.AUTOMATED_BACKUP
                        ? "these are automated backups, and no instance; recover them into one"
                        : "there is no such instance any more; its snapshots and retained automated backups, if there"
                                + " are any, can be restored");
    }

    /** Snapshots outlive their instance, so what only reads them needs no instance. */
    private static CapabilityStatus kept(Origin origin, String limits) {
        return origin.address().kind() == RdsAddress.Kind.AUTOMATED_BACKUP ? gone(origin) : new Supported(limits);
    }

    private static CapabilityStatus snapshot(Origin origin) {
        if (origin.instance().isEmpty()) {
            return gone(origin);
        }
        String state = Instances.state(origin.instance().get());
        if (state.equals(InstanceStates.STOPPED) || state.equals("stopping")) {
            return new Unsupported("the instance is " + state + ", and RDS makes no snapshot of it then; start it with"
                    + " aws rds start-db-instance --db-instance-identifier "
                    + origin.address().name());
        }
        return new Supported("while the instance is available; 100 manual ones in a region unless AWS raised it");
    }

    private static CapabilityStatus recovery(Origin origin) {
        if (origin.instance().isPresent()) {
            return origin.recordsLog()
                    ? new Supported(RECOVERY_LIMITS)
                    : new Unsupported("the backup retention period is 0, so there are no automated backups to recover"
                            + " from; set it to 1 to 35 days, which restarts the instance");
        }
        if (origin.backups().size() > 1) {
            return new Unsupported("several instances of that name left automated backups; address one of "
                    + origin.backupAddresses());
        }
        return origin.backups().isEmpty()
                ? new Unsupported("the instance is gone, and no automated backups of it were retained")
                : new Supported(RECOVERY_LIMITS + "; from the retained automated backups");
    }

    private static CapabilityStatus clone(Origin origin) {
        return origin.instance().isPresent() ? new Supported(CLONE_LIMITS) : gone(origin);
    }

    private static CapabilityStatus failover(DBInstance instance) {
        return Boolean.TRUE.equals(instance.multiAZ())
                ? new Supported("to the standby in another zone, by a reboot")
                : new Unsupported("the instance has no standby; set Multi-AZ, which makes one");
    }

    private static CapabilityStatus promotion(DBInstance instance) {
        return isReplica(instance)
                ? new Supported("the replica becomes an instance of its own, and never follows again")
                : new Unsupported("the instance follows no other");
    }

    static boolean isReplica(DBInstance instance) {
        return instance.readReplicaSourceDBInstanceIdentifier() != null
                || instance.readReplicaSourceDBClusterIdentifier() != null;
    }

    private static CapabilityStatus sql(Origin origin, boolean sql) {
        if (origin.instance().isEmpty()) {
            return gone(origin);
        }
        if (sql) {
            return new Supported("");
        }
        return new Unsupported(
                origin.instance().get().endpoint() == null
                        ? "the instance has no endpoint yet"
                        : "there are no credentials for it; give the secret password, or set sql-auth to iam");
    }
}
