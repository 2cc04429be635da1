package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.ModifyDbClusterRequest;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * Makes the calls of a restore that follow the first one: the settings that the restore call did not take, the instance
 * without which an Aurora cluster answers nobody, and the tag that says that nothing is left to be asked for.
 */
final class ClusterCompletion {

    /** How long a changed setting may take to show before it is reported as different. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Set<String> TAKEN = Set.of("DBInstanceAlreadyExists");

    private final RdsClient rds;
    private final Clusters clusters;
    private final RdsAddress source;
    private final Clock clock;

    ClusterCompletion(RdsClient rds, RdsAddress source, Clock clock) {
        this.rds = rds;
        this.clusters = new Clusters(rds);
        this.source = source;
        this.clock = clock;
    }

    /** Makes the next call, if the cluster is ready for one. */
    void next(RestoreRequest request) {
        String operation = ClusterPlan.operation(request);
        Optional<DBCluster> copy = clusters.find(operation, request.name())
                .filter(cluster -> Clusters.isMadeBy(cluster, request.key()))
                .filter(cluster -> "available".equals(cluster.status()));
        if (copy.isEmpty() || !RestoreStage.of(copy.get().tagList()).isBefore(RestoreStage.Step.RESTORED)) {
            return;
        }
        ClusterOrigin origin = ClusterOrigin.look(clusters, source, operation);
        ClusterSettings wanted = ClusterPlan.settings(clusters, origin, request, Clusters.isAurora(copy.get()));
        Optional<DBCluster> settled = settle(operation, copy.get(), wanted);
        if (settled.isPresent()
                && Clusters.isAurora(copy.get())
                && copy.get().dbClusterMembers().isEmpty()) {
            makeMember(operation, copy.get(), wanted, request.key());
        }
        settled.ifPresent(cluster -> mark(operation, cluster, RestoreStage.Step.RESTORED));
    }

    /**
     * Changes what differs, once.
     *
     * @return the cluster if no difference is left, or none that will go away; empty if there is something to wait for
     */
    private Optional<DBCluster> settle(String operation, DBCluster copy, ClusterSettings wanted) {
        ClusterSettings missing = missing(copy, wanted);
        RestoreStage stage = RestoreStage.of(copy.tagList());
        if (missing.isEmpty()) {
            return Optional.of(copy);
        }
        if (!stage.isBefore(RestoreStage.Step.MODIFIED)) {
            return Optional.of(copy).filter(cluster -> !stage.isYoungerThan(PATIENCE, clock.instant()));
        }
        DBCluster modified = modify(operation, copy, missing);
        if (modified != null
                && "available".equals(modified.status())
                && missing(modified, wanted).isEmpty()) {
            return Optional.of(copy);
        }
        mark(operation, copy, RestoreStage.Step.MODIFIED);
        return Optional.empty();
    }

    private static ClusterSettings missing(DBCluster copy, ClusterSettings wanted) {
        boolean aurora = Clusters.isAurora(copy);
        return wanted.only(setting -> setting.isModifiable(aurora)).missingIn(ClusterSettings.of(copy));
    }

    private void makeMember(String operation, DBCluster copy, ClusterSettings wanted, OperationKey key) {
        String name = Clusters.memberName(copy.dbClusterIdentifier());
        List<Tag> tags = copy.tagList().stream()
                .filter(tag ->
                        !tag.key().startsWith(RdsTags.RESERVED) && !tag.key().equals(RdsTags.STATE))
                .toList();
        CreateDbInstanceRequest.Builder call = CreateDbInstanceRequest.builder()
                .dbInstanceIdentifier(name)
                .dbClusterIdentifier(copy.dbClusterIdentifier())
                .engine(copy.engine())
                .tags(tags);
        ClusterCalls.put(wanted, call);
        boolean made = RdsCalls.tryChange(operation, TAKEN, () -> rds.createDBInstance(call.build()))
                .isPresent();
        if (!made) {
            requireMember(operation, copy, name, key);
        }
    }

    private void requireMember(String operation, DBCluster copy, String name, OperationKey key) {
        DBInstance instance = clusters.findInstance(operation, name)
                .orElseThrow(() -> Unseen.failure(operation, "an instance '" + name + "'", key));
        if (!copy.dbClusterIdentifier().equals(instance.dbClusterIdentifier())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "somebody took the name '" + name + "' of the instance that the cluster needs",
                    failure -> failure.hint("Rename or remove that instance; the restore then goes on."));
        }
    }

    private @Nullable DBCluster modify(String operation, DBCluster copy, ClusterSettings missing) {
        ModifyDbClusterRequest.Builder call = ModifyDbClusterRequest.builder()
                .dbClusterIdentifier(copy.dbClusterIdentifier())
                .applyImmediately(true);
        ClusterCalls.put(missing, call);
        return RdsCalls.change(operation, () -> rds.modifyDBCluster(call.build()))
                .dbCluster();
    }

    private void mark(String operation, DBCluster copy, RestoreStage.Step step) {
        String stage = new RestoreStage(step, clock.instant()).text();
        RdsNotes.write(rds, operation, copy.dbClusterArn(), Map.of(RdsTags.STATE, stage), Set.of());
    }
}
