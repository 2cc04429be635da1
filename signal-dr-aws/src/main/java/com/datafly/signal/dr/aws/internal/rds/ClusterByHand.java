package com.datafly.signal.dr.aws.internal.rds;

import static com.datafly.signal.dr.aws.internal.rds.CommandLine.option;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;

/** Says what a person types to restore a cluster with the AWS CLI. */
final class ClusterByHand {

    private static final String OPERATION = "say how to restore by hand";

    private final Clusters clusters;
    private final RdsAddress address;

    ClusterByHand(Clusters clusters, RdsAddress address) {
        this.clusters = clusters;
        this.address = address;
    }

    List<String> lines(RestoreRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add("# needed on the machine: the AWS CLI, version 2, with credentials that may restore in "
                + address.region() + "; aws sts get-caller-identity says whose they are");
        ClusterProfile profile = ClusterProfile.read(OPERATION, request.profile());
        ClusterOrigin origin = look(lines);
        boolean aurora = origin.engine().isEmpty() || origin.isAurora();
        ClusterSettings wanted = ClusterPlan.known(clusters, origin, profile, aurora);
        if (!wanted.has(ClusterSetting.VPC_SECURITY_GROUP_IDS)) {
            lines.add("# the network of the source is not known here: without --db-subnet-group-name and"
                    + " --vpc-security-group-ids RDS takes the default ones, which nobody should reach it through");
        }
        lines.add(restore(request, origin)
                + options(wanted.only(setting -> setting.isTakenByRestore(aurora)))
                + CommandLine.tags(CopyTags.of(OPERATION, request, address, origin.tags())));
        lines.add("# it takes minutes to hours; the next command gives up after 30 minutes: repeat it then");
        lines.add(aws("wait db-cluster-available") + option("db-cluster-identifier", request.name()));
        ClusterSettings rest =
                wanted.only(setting -> setting.isModifiable(aurora) && !setting.isTakenByRestore(aurora));
        if (!rest.isEmpty()) {
            lines.add("# the restore does not take these settings");
            lines.add(aws("modify-db-cluster") + option("db-cluster-identifier", request.name())
                    + " --apply-immediately" + options(rest));
        }
        if (aurora) {
            addInstance(request, origin, wanted, lines);
        }
        lines.add(aws("describe-db-clusters") + option("db-cluster-identifier", request.name())
                + " --query 'DBClusters[0].[Status,Endpoint,Port,DBClusterMembers]'");
        lines.add("# the passwords are those of the source at that point in time");
        return lines;
    }

    private void addInstance(RestoreRequest request, ClusterOrigin origin, ClusterSettings wanted, List<String> lines) {
        String member = Clusters.memberName(request.name());
        lines.add("# the cluster has no instance yet, and answers nobody without one");
        lines.add(aws("create-db-instance")
                + option("db-instance-identifier", member)
                + option("db-cluster-identifier", request.name())
                + option("engine", origin.engine().orElse("aurora-postgresql"))
                + options(wanted.only(ClusterSetting::isTakenByTheInstance)));
        lines.add(aws("wait db-instance-available") + option("db-instance-identifier", member));
    }

    /** The source may be gone, or AWS out of reach, when the page is made. */
    private ClusterOrigin look(List<String> lines) {
        try {
            return ClusterOrigin.look(clusters, address, OPERATION);
        } catch (DrException e) {
            lines.add("# when this page was made the source could not be read: " + e.problem());
            return new ClusterOrigin(address, Optional.empty(), List.of());
        }
    }

    private String restore(RestoreRequest request, ClusterOrigin origin) {
        if (request.target() instanceof RecoveryTarget.AtSnapshot at) {
            return aws("restore-db-cluster-from-snapshot")
                    + option("snapshot-identifier", at.snapshotId())
                    + option("db-cluster-identifier", request.name())
                    + engine(origin, at.snapshotId());
        }
        String source = origin.backup()
                .map(DBClusterAutomatedBackup::dbClusterResourceId)
                .map(id -> option("source-db-cluster-resource-id", id))
                .orElseGet(() -> option("source-db-cluster-identifier", address.name()));
        return aws("restore-db-cluster-to-point-in-time")
                + source
                + option("db-cluster-identifier", request.name())
                + CommandLine.point(request.target(), "restore-to-time");
    }

    /** Without a version RDS takes its default one, which may be newer than the snapshot's. */
    private String engine(ClusterOrigin origin, String snapshotId) {
        Optional<DBClusterSnapshot> snapshot = snapshot(snapshotId);
        String engine =
                snapshot.map(DBClusterSnapshot::engine).or(origin::engine).orElse("aurora-postgresql");
        return option("engine", engine)
                + snapshot.map(DBClusterSnapshot::engineVersion)
                        .map(version -> option("engine-version", version))
                        .orElse("");
    }

    private Optional<DBClusterSnapshot> snapshot(String id) {
        try {
            return clusters.findSnapshot(OPERATION, id);
        } catch (DrException e) {
            // The page has to come out all the same; what could not be read was said of the source already.
            return Optional.empty();
        }
    }

    private String aws(String command) {
        return CommandLine.rds(command, address.region());
    }

    private static String options(ClusterSettings settings) {
        StringBuilder options = new StringBuilder();
        settings.values().forEach((setting, value) -> options.append(option(setting.kind(), setting.label(), value)));
        return options.toString();
    }
}
