package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;

/** Says where the making of a cluster stands. */
final class ClusterProgress {

    private static final Duration LOOK = Duration.ofSeconds(60);
    private static final Duration LOOK_AFTER_CHANGE = Duration.ofSeconds(20);

    private final Clusters clusters;

    ClusterProgress(RdsClient rds) {
        this.clusters = new Clusters(rds);
    }

    OperationStatus of(DBCluster cluster) {
        String name = cluster.dbClusterIdentifier();
        RestoreStage stage = RestoreStage.of(cluster.tagList());
        if ("deleting".equals(cluster.status())) {
            return OperationStatus.failed(failure(name, "it is being deleted", "Restore again, under another key."));
        }
        return switch (ClusterStatuses.state(cluster.status())) {
            case CHANGING ->
                OperationStatus.running()
                        .lookAgainAfter(stage.step() == RestoreStage.Step.RESTORING ? LOOK : LOOK_AFTER_CHANGE);
            case AVAILABLE ->
                stage.step() == RestoreStage.Step.RESTORED ? OperationStatus.succeeded(name) : unfinished(cluster);
            case FAILED -> OperationStatus.failed(bad("cluster", name, cluster.status()));
            case STOPPED, UNKNOWN ->
                OperationStatus.indeterminate(
                        DrException.create(
                                ErrorCode.INDETERMINATE,
                                "restore cluster '" + name + "'",
                                "RDS shows the state '" + cluster.status() + "'",
                                failure -> failure.hint("Look at its events; start it if somebody stopped it.")));
        };
    }

    /** The cluster is there; what remains is the instance of an Aurora cluster, and the settings. */
    private OperationStatus unfinished(DBCluster cluster) {
        OperationStatus next = OperationStatus.running().lookAgainAfter(LOOK_AFTER_CHANGE).needingCall();
        if (!Clusters.isAurora(cluster)) {
            return next;
        }
        Optional<DBInstance> member = cluster.dbClusterMembers().stream()
                .findFirst()
                .flatMap(made -> clusters.findInstance(
                        "restore cluster '" + cluster.dbClusterIdentifier() + "'", made.dbInstanceIdentifier()));
        String status = member.map(DBInstance::dbInstanceStatus).orElse(InstanceStates.AVAILABLE);
        if (InstanceStates.isUsable(status)) {
            return next;
        }
        return InstanceStates.remedy(status).isPresent()
                ? OperationStatus.failed(
                        bad("its instance", Clusters.memberName(cluster.dbClusterIdentifier()), status))
                : OperationStatus.running().lookAgainAfter(LOOK);
    }

    private static DrException bad(String what, String name, @Nullable String status) {
        String remedy = ClusterStatuses.remedy(status)
                .or(() -> Optional.ofNullable(status).flatMap(InstanceStates::remedy))
                .orElse("Look at its events.");
        return failure(name, what + " '" + name + "' is " + status, remedy);
    }

    private static DrException failure(String name, String problem, String remedy) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "restore cluster '" + name + "'",
                problem,
                failure -> failure.effect(Effect.APPLIED).hint(remedy));
    }
}
