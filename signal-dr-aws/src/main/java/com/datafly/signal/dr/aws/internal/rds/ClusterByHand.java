package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says what a person types to restore a cluster with the AWS CLI. */
final class ClusterByHand {

    private static final String NEXT = " \\";

    private ClusterByHand() {}

    static List<String> lines(RdsAddress source, RestoreRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add("# What RDS does not inherit is named here if the profile names it; read the rest from the source:");
        lines.add("aws rds describe-db-clusters --region " + source.region() + " --db-cluster-identifier "
                + source.name());
        begin(source, request, lines);
        Map<String, String> settings = new TreeMap<>(request.profile().settings());
        settings.remove(ClusterProfile.DEFAULT_SECURITY_GROUP);
        settings.forEach((name, value) -> {
            if (!isOfInstance(name)) {
                lines.add("  --" + name + " " + value.replace(',', ' ') + NEXT);
            }
        });
        if (!settings.containsKey(ClusterSetting.VPC_SECURITY_GROUP_IDS.label())) {
            lines.add("  --vpc-security-group-ids SOURCES-GROUPS --db-subnet-group-name SOURCES-SUBNET-GROUP" + NEXT);
        }
        lines.add("  --region " + source.region());
        lines.add("aws rds wait db-cluster-available --region " + source.region() + " --db-cluster-identifier "
                + request.name());
        lines.add("# An Aurora cluster has no instance yet; a Multi-AZ DB cluster has, and needs no more:");
        lines.add("aws rds create-db-instance --region " + source.region() + " --engine aurora-postgresql"
                + " --db-instance-class "
                + settings.getOrDefault(ClusterSetting.DB_INSTANCE_CLASS.label(), "SOURCES-CLASS")
                + " --db-cluster-identifier " + request.name() + " --db-instance-identifier "
                + Clusters.memberName(request.name()));
        return List.copyOf(lines);
    }

    private static void begin(RdsAddress source, RestoreRequest request, List<String> lines) {
        if (request.target() instanceof RecoveryTarget.AtSnapshot at) {
            lines.add("aws rds restore-db-cluster-from-snapshot --db-cluster-identifier " + request.name() + NEXT);
            lines.add("  --snapshot-identifier " + at.snapshotId() + " --engine SOURCES-ENGINE"
                    + " --engine-version SOURCES-VERSION" + NEXT);
            return;
        }
        lines.add("aws rds restore-db-cluster-to-point-in-time --db-cluster-identifier " + request.name() + NEXT);
        String point = request.target() instanceof RecoveryTarget.AtInstant at
                ? "--restore-to-time " + at.instant()
                : "--use-latest-restorable-time";
        lines.add("  --source-db-cluster-identifier " + source.name() + " " + point + NEXT);
    }

    private static boolean isOfInstance(String name) {
        return name.equals(ClusterSetting.DB_INSTANCE_CLASS.label())
                || name.equals(ClusterSetting.DB_PARAMETER_GROUP_NAME.label());
    }
}
