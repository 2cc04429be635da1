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
                stage.step() == RestoreStage.Step.RESTORED
                        ? member(cluster)
                        : OperationStatus.running().lookAgainAfter(LOOK_AFTER_CHANGE).needingCall();
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

    /** All was asked for; what remains is that the instance of an Aurora cluster comes up. */
    private OperationStatus member(DBCluster cluster) {
        String name = cluster.dbClusterIdentifier();
        String status = Clusters.isAurora(cluster)
                ? clusters.findInstance("restore cluster '" + name + "'", Clusters.memberName(name))
                        .map(DBInstance::dbInstanceStatus)
                        .orElse(InstanceStates.AVAILABLE)
                : InstanceStates.AVAILABLE;
        if (status.equals("creating")) {
            return OperationStatus.running().lookAgainAfter(LOOK);
        }
        return InstanceStates.remedy(status).isPresent()
                ? OperationStatus.failed(bad("its instance", Clusters.memberName(name), status))
                : OperationStatus.succeeded(name);
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
