package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBInstanceStatusInfo;

/** Reads from an instance's description what protects its commits. */
final class StandbyEvidence {

    private StandbyEvidence() {}

    static HighAvailabilityStatus of(DBInstance instance) {
        if (InstanceCapabilities.isReplica(instance)) {
            return replica(instance);
        }
        return Boolean.TRUE.equals(instance.multiAZ()) ? multiAz(instance) : alone(instance);
    }

    /** What is committed at its source reaches a replica later, so nothing that it has itself makes up for that. */
    private static HighAvailabilityStatus replica(DBInstance instance) {
        boolean replicating = instance.statusInfos().stream().allMatch(StandbyEvidence::isNormal);
        boolean healthy = replicating && InstanceStates.isUsable(Instances.state(instance));
        String source = Optional.ofNullable(instance.readReplicaSourceDBInstanceIdentifier())
                .orElseGet(() -> String.valueOf(instance.readReplicaSourceDBClusterIdentifier()));
        return HighAvailabilityStatus.create(Replication.ASYNCHRONOUS, healthy, more -> {
            more.evidence("The instance is a read replica of " + source + ", which it follows asynchronously.");
            state(instance, more);
            instance.statusInfos().forEach(info -> more.evidence(describe(info)));
        });
    }

    private static HighAvailabilityStatus multiAz(DBInstance instance) {
        Optional<String> zone = Optional.ofNullable(instance.secondaryAvailabilityZone());
        boolean ready = zone.isPresent() && InstanceStates.isUsable(Instances.state(instance));
        return HighAvailabilityStatus.create(Replication.SYNCHRONOUS, ready, more -> {
            more.evidence("Multi-AZ is on: a commit is on the standby's storage before it is acknowledged.");
            zone.ifPresentOrElse(
                    place -> more.standbyPlace(place)
                            .evidence("The primary is in " + instance.availabilityZone() + ", the standby in " + place
                                    + "."),
                    () -> more.evidence("RDS does not show a zone of the standby yet."));
            state(instance, more);
        });
    }

    private static HighAvailabilityStatus alone(DBInstance instance) {
        return HighAvailabilityStatus.create(Replication.NONE, false, more -> {
            more.evidence("Multi-AZ is off: there is no standby.");
            boolean coming = instance.pendingModifiedValues() != null
                    && Boolean.TRUE.equals(instance.pendingModifiedValues().multiAZ());
            if (coming) {
                more.evidence("Multi-AZ is to be switched on, which has not happened yet.");
            }
            if (!instance.readReplicaDBInstanceIdentifiers().isEmpty()) {
                more.evidence("Read replicas follow it asynchronously: "
                        + String.join(", ", instance.readReplicaDBInstanceIdentifiers()) + ".");
            }
            state(instance, more);
        });
    }

    private static void state(DBInstance instance, HighAvailabilityStatus.Builder more) {
        more.evidence("The instance is " + Instances.state(instance) + ".");
    }

    private static boolean isNormal(DBInstanceStatusInfo info) {
        return !Boolean.FALSE.equals(info.normal());
    }

    private static String describe(DBInstanceStatusInfo info) {
        String message = info.message() == null || info.message().isEmpty() ? "" : ": " + info.message();
        return "RDS reports " + info.statusType() + " as " + info.status() + message + ".";
    }
}
