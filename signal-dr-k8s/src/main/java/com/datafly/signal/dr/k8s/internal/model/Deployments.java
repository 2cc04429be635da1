package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.k8s.internal.model.Workloads.Parts;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes workloads from Deployments. */
public final class Deployments {

    /** What the controller says of a rollout names the newest ReplicaSet: {@code ReplicaSet "api-5b9d7c" ...}. */
    private static final Pattern REPLICA_SET = Pattern.compile("\"([^\"]+)\"");

    private Deployments() {}

    /** Describes one. It has no revision of its own: its pods have that of their ReplicaSet. */
    public static Workload of(Deployment deployment) {
        DeploymentSpec spec = deployment.getSpec();
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        ObjectMeta metadata = deployment.getMetadata();
        boolean recreated = spec.getStrategy() != null
                && "Recreate".equals(spec.getStrategy().getType());
        RolloutState rollout = RolloutState.create(
                recreated ? Strategy.RECREATE : Strategy.ROLLING,
                counts(spec, status),
                state -> state.generations(
                                Fields.number(metadata.getGeneration()), Fields.number(status.getObservedGeneration()))
                        .paused(Fields.yes(spec.getPaused()))
                        .revisions(null, revision(metadata.getName(), status))
                        .failure(failure(status))
                        .hindrance(hindrance(status)));
        return Workloads.workload(
                WorkloadId.deployment(metadata.getName()),
                rollout,
                new Parts(metadata, Selectors.of(spec.getSelector()), spec.getTemplate()));
    }

    private static ReplicaCounts counts(DeploymentSpec spec, DeploymentStatus status) {
        return new ReplicaCounts(
                spec.getReplicas() == null ? 1 : spec.getReplicas(),
                Fields.number(status.getReplicas()),
                Fields.number(status.getUpdatedReplicas()),
                Fields.number(status.getReadyReplicas()),
                Fields.number(status.getAvailableReplicas()));
    }

    private static @Nullable String revision(String name, DeploymentStatus status) {
        return Fields.list(status.getConditions()).stream()
                .filter(condition -> "Progressing".equals(condition.getType()))
                .map(condition -> REPLICA_SET.matcher(Fields.text(condition.getMessage())))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .filter(set -> set.startsWith(name + "-"))
                .findFirst()
                .map(set -> set.substring(name.length() + 1))
                .orElse(null);
    }

    private static @Nullable String failure(DeploymentStatus status) {
        return words(
                status,
                condition -> "Progressing".equals(condition.getType())
                        && "ProgressDeadlineExceeded".equals(condition.getReason()));
    }

    private static @Nullable String hindrance(DeploymentStatus status) {
        return words(
                status,
                condition -> "ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static @Nullable String words(DeploymentStatus status, Predicate<DeploymentCondition> wanted) {
        return Fields.list(status.getConditions()).stream()
                .filter(wanted)
                .findFirst()
                .map(condition -> Fields.reasoned(condition.getReason(), condition.getMessage()))
                .orElse(null);
    }
}
