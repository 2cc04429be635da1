package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterFromSnapshotRequest;
import software.amazon.awssdk.services.rds.model.RestoreDbClusterToPointInTimeRequest;
import software.amazon.awssdk.services.rds.model.Tag;

/** Starts restores, recoveries and clones of one cluster: the call that makes the new cluster. */
final class ClusterRestores {

    private static final Set<String> TAKEN = Set.of("DBClusterAlreadyExistsFault");
    private static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9])*");
    private static final String COPY_ON_WRITE = "copy-on-write";

    private final RdsClient rds;
    private final Clusters clusters;
    private final RdsAddress source;

    ClusterRestores(RdsClient rds, RdsAddress source) {
        this.rds = rds;
        this.clusters = new Clusters(rds);
        this.source = source;
    }

    /** Starts to make a copy, or adopts the one of the same key. */
    void start(RestoreRequest request, boolean clone) {
        String operation = ClusterPlan.operation(request);
        requireName(operation, request.name());
        ClusterProfile.read(operation, request.profile());
        Optional<DBCluster> present = clusters.find(operation, request.name());
        if (present.isPresent()) {
            requireOurs(operation, request, present);
            return;
        }
        ClusterPlan plan = ClusterPlan.read(clusters, source, request, clone);
        if (plan.isAurora()) {
            requireFreeMember(operation, request);
        }
        List<Tag> tags = CopyTags.of(operation, request, source, plan.origin().tags());
        boolean made = plan.snapshot().isPresent()
                ? restore(operation, fromSnapshot(request, plan, plan.snapshot().get(), tags))
                : recover(operation, toPoint(request, plan, clone, tags));
        if (!made) {
            requireOurs(operation, request, taken(operation, request));
        }
    }

    /** Tells whether the name was free. */
    private boolean restore(String operation, RestoreDbClusterFromSnapshotRequest call) {
        return RdsCalls.tryChange(operation, TAKEN, () -> rds.restoreDBClusterFromSnapshot(call))
                .isPresent();
    }

    /** Tells whether the name was free. */
    private boolean recover(String operation, RestoreDbClusterToPointInTimeRequest call) {
        return RdsCalls.tryChange(operation, TAKEN, () -> rds.restoreDBClusterToPointInTime(call))
                .isPresent();
    }

    /** Without a version RDS takes its default one, which may be newer than the snapshot's. */
    private static RestoreDbClusterFromSnapshotRequest fromSnapshot(
            RestoreRequest request, ClusterPlan plan, DBClusterSnapshot snapshot, List<Tag> tags) {
        RestoreDbClusterFromSnapshotRequest.Builder call = RestoreDbClusterFromSnapshotRequest.builder()
                .dbClusterIdentifier(request.name())
                .snapshotIdentifier(snapshot.dbClusterSnapshotIdentifier())
                .engine(snapshot.engine())
                .engineVersion(snapshot.engineVersion())
                .tags(tags);
        ClusterCalls.put(plan.settings(), call);
        return call.build();
    }

    private static RestoreDbClusterToPointInTimeRequest toPoint(
            RestoreRequest request, ClusterPlan plan, boolean clone, List<Tag> tags) {
        RestoreDbClusterToPointInTimeRequest.Builder call = RestoreDbClusterToPointInTimeRequest.builder()
                .dbClusterIdentifier(request.name())
                .tags(tags);
        ClusterCalls.put(plan.settings(), call);
        if (plan.origin().cluster().isPresent()) {
            call.sourceDBClusterIdentifier(plan.origin().cluster().get().dbClusterIdentifier());
        } else {
            call.sourceDbClusterResourceId(plan.origin()
                    .backup()
                    .map(DBClusterAutomatedBackup::dbClusterResourceId)
                    .orElse(null));
        }
        if (clone && plan.isAurora()) {
            call.restoreType(COPY_ON_WRITE);
        }
        if (!clone && request.target() instanceof RecoveryTarget.AtInstant at) {
            // RDS knows whole seconds; none is rounded up to what may lie behind an accident.
            call.restoreToTime(at.instant().truncatedTo(ChronoUnit.SECONDS));
        } else {
            call.useLatestRestorableTime(true);
        }
        return call.build();
    }

    private static void requireName(String operation, String name) {
        int longest = RdsAddress.LONGEST_NAME - Clusters.memberName("").length();
        if (name.length() > longest || !NAME.matcher(name).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "RDS does not take that name",
                    failure -> failure.hint("Use 1 to " + longest
                            + " lower-case letters, digits and single hyphens between them, a letter first."));
        }
    }

    private Optional<DBCluster> taken(String operation, RestoreRequest request) {
        Optional<DBCluster> found = clusters.find(operation, request.name());
        if (found.isEmpty()) {
            throw Unseen.failure(operation, "a cluster '" + request.name() + "'", request.key());
        }
        return found;
    }

    private void requireOurs(String operation, RestoreRequest request, Optional<DBCluster> found) {
        if (found.filter(cluster -> Clusters.isMadeBy(cluster, request.key())).isEmpty()) {
            throw taken(operation, request, "cluster '" + request.name() + "'");
        }
    }

    /** The instance comes last; better to hear now than after an hour's restore that its name is taken. */
    private void requireFreeMember(String operation, RestoreRequest request) {
        String member = Clusters.memberName(request.name());
        if (clusters.findInstance(operation, member).isPresent()) {
            throw taken(operation, request, "instance '" + member + "', which the new cluster needs for its own,");
        }
    }

    private static DrException taken(String operation, RestoreRequest request, String what) {
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                what + " exists already and was not made under this key",
                failure -> failure.key(request.key()).hint("Choose another name: nothing is ever restored over it."));
    }
}
