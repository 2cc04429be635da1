package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** How long the backups of a promoted replica are kept: as its source's, not the single day that RDS would choose. */
final class SourceRetention {

    private static final Logger LOG = LoggerFactory.getLogger(SourceRetention.class);
    private static final int WITHOUT_ANY = 7;

    private final AwsSession session;
    private final Instances instances;

    SourceRetention(AwsSession session, Instances instances) {
        this.session = session;
        this.instances = instances;
    }

    /**
     * Asks the source; one that cannot be asked, as after the loss of its region, leaves the replica's own, or a week.
     */
    int of(String operation, DBInstance replica) {
        return source(operation, replica)
                .flatMap(SourceRetention::kept)
                .or(() -> kept(replica))
                .orElse(WITHOUT_ANY);
    }

    private Optional<DBInstance> source(String operation, DBInstance replica) {
        String source = replica.readReplicaSourceDBInstanceIdentifier();
        if (source == null) {
            return Optional.empty();
        }
        try {
            return isArn(source) ? elsewhere(operation, source) : instances.find(operation, source);
        } catch (DrException e) {
            LOG.warn("{}: the source {} cannot be asked for its backup retention: {}", operation, source, e.problem());
            return Optional.empty();
        }
    }

    private Optional<DBInstance> elsewhere(String operation, String arn) {
        String region = arn.split(":", -1)[3];
        return RdsCalls.read(
                operation,
                () ->
                        session
                                .rds(region)
                                .describeDBInstances(call -> call.dbInstanceIdentifier(arn))
                                .dbInstances()
                                .stream()
                                .findFirst());
    }

    private static boolean isArn(String source) {
        return source.startsWith("arn:") && source.split(":", -1).length > 3;
    }

    private static Optional<Integer> kept(DBInstance instance) {
        return Optional.ofNullable(instance.backupRetentionPeriod()).filter(days -> days > 0);
    }
}
