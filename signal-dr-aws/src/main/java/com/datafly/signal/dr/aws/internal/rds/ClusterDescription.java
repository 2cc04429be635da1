package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseStatus;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;

/** Says what RDS shows of a cluster. */
final class ClusterDescription {

    private static final int GUIDE_RETENTION = 7;

    private final DBCluster cluster;
    private final DatabaseStatus.Builder status;

    private ClusterDescription(DBCluster cluster, DatabaseStatus.Builder status) {
        this.cluster = cluster;
        this.status = status;
    }

    static DatabaseStatus of(String region, DBCluster cluster) {
        return DatabaseStatus.create(
                ClusterStatuses.state(cluster.status()),
                Optional.ofNullable(cluster.engineVersion()).orElse("unknown"),
                more -> {
                    ClusterDescription description = new ClusterDescription(cluster, more);
                    more.failureDomain(FailureDomain.of("region", "aws:" + region));
                    more.role(
                            cluster.replicationSourceIdentifier() == null
                                    ? DatabaseRole.PRIMARY
                                    : DatabaseRole.STANDBY);
                    description.details();
                    ClusterSettings.of(cluster)
                            .values()
                            .forEach((setting, value) -> more.detail(setting.label(), value));
                    description.warnings();
                });
    }

    private void details() {
        put("status", cluster.status());
        put("engine", cluster.engine());
        put("resource-id", cluster.dbClusterResourceId());
        put("arn", cluster.dbClusterArn());
        put("endpoint", cluster.endpoint());
        put("reader-endpoint", cluster.readerEndpoint());
        put("earliest-restorable-time", cluster.earliestRestorableTime());
        put("latest-restorable-time", cluster.latestRestorableTime());
        put("encrypted", cluster.storageEncrypted());
        put("kms-key-id", cluster.kmsKeyId());
        put("multi-az", cluster.multiAZ());
        put("availability-zones", String.join(",", cluster.availabilityZones()));
        put("writer", Clusters.writerName(cluster).orElse(null));
        put(
                "instances",
                cluster.dbClusterMembers().stream()
                        .map(DBClusterMember::dbInstanceIdentifier)
                        .collect(Collectors.joining(",")));
    }

    private void put(String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            status.detail(name, value.toString());
        }
    }

    private void warnings() {
        Integer retention = cluster.backupRetentionPeriod();
        if (retention != null && retention < GUIDE_RETENTION) {
            status.warning("Automated backups are kept for " + retention + " day(s) only; set the retention to "
                    + GUIDE_RETENTION + " or more.");
        }
        if (!Boolean.TRUE.equals(cluster.deletionProtection())) {
            status.warning(
                    "Deletion protection is off; switch it on, for a deleted cluster takes its backups with it.");
        }
        if (cluster.dbClusterMembers().isEmpty()) {
            status.warning("The cluster has no instance, so it answers no SQL and cannot be cloned; make one.");
        } else if (cluster.dbClusterMembers().size() == 1) {
            status.warning("The cluster has one instance only; add a reader that can take over.");
        }
        ClusterStatuses.remedy(cluster.status())
                .ifPresent(remedy -> status.warning("The cluster is " + cluster.status() + ". " + remedy));
    }
}
