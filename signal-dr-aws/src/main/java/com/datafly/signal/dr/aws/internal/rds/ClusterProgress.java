package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Says where the making of clusters stands. What it remembers, whose instance is awaited, saves a call for each look.
 * Thread-safe.
 */
final class ClusterProgress {

    private static final Duration LOOK = Duration.ofSeconds(60);
    private static final Duration LOOK_AFTER_CHANGE = Duration.ofSeconds(20);

    /** How long RDS may not show an instance that it has made. */
    private static final Duration LAG = Duration.ofMinutes(10);

    private static final String CREATING = "creating";

    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private final Clock clock;

    ClusterProgress(Clock clock) {
        this.clock = clock;
    }

    /** Looks at the cluster of that name, if it was made under {@code key}. */
    Optional<OperationStatus> find(Clusters clusters, String name, OperationKey key) {
        String operation = "look for the work of " + key;
        if (awaited.contains(name)) {
            Optional<String> member =
                    clusters.findInstance(operation, Clusters.memberName(name)).map(DBInstance::dbInstanceStatus);
            if (member.filter(CREATING::equals).isPresent()) {
                return Optional.of(OperationStatus.running().lookAgainAfter(LOOK));
            }
            awaited.remove(name);
        }
        return clusters.find(operation, name)
                .filter(cluster -> Clusters.isMadeBy(cluster, key))
                .map(cluster -> of(clusters, cluster));
    }

    OperationStatus of(Clusters clusters, DBCluster cluster) {
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
                        ? member(clusters, cluster)
                        : OperationStatus.running()
                                .lookAgainAfter(LOOK_AFTER_CHANGE)
                                .needingCall();
            case FAILED -> OperationStatus.failed(bad("cluster", name, cluster.status()));
            case STOPPED, UNKNOWN ->
                OperationStatus.indeterminate(DrException.create(
                        ErrorCode.INDETERMINATE,
                        "restore cluster '" + name + "'",
                        "RDS shows the state '" + cluster.status() + "'",
                        failure -> failure.hint("Look at its events; start it if somebody stopped it.")));
        };
    }

    /** All was asked for; what remains is that the instance of an Aurora cluster comes up. */
    private OperationStatus member(Clusters clusters, DBCluster cluster) {
        String name = cluster.dbClusterIdentifier();
        String status = Clusters.isAurora(cluster)
                ? clusters.findInstance("restore cluster '" + name + "'", Clusters.memberName(name))
                        .map(DBInstance::dbInstanceStatus)
                        .orElse(isComing(cluster) ? CREATING : InstanceStates.AVAILABLE)
                : InstanceStates.AVAILABLE;
        if (status.equals(CREATING)) {
            awaited.add(name);
            return OperationStatus.running().lookAgainAfter(LOOK);
        }
        return InstanceStates.remedy(status).isPresent()
                ? OperationStatus.failed(bad("its instance", Clusters.memberName(name), status))
                : OperationStatus.succeeded(name);
    }

    /** Tells whether the instance that is not shown was made, and not removed since. */
    private boolean isComing(DBCluster cluster) {
        String name = Clusters.memberName(cluster.dbClusterIdentifier());
        boolean justMade = RestoreStage.of(cluster.tagList()).isYoungerThan(LAG, clock.instant());
        return cluster.dbClusterMembers().stream().anyMatch(member -> name.equals(member.dbInstanceIdentifier()))
                || (cluster.dbClusterMembers().isEmpty() && justMade);
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
