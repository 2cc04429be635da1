package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.Pod.Phase;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes pods from Kubernetes' own. */
public final class Pods {

    private static final String REPLICA_SET_HASH = "pod-template-hash";
    private static final String ROLLOUT_HASH = "rollouts-pod-template-hash";
    private static final String REVISION_HASH = "controller-revision-hash";

    private Pods() {}

    /** Describes one. */
    public static Pod of(io.fabric8.kubernetes.api.model.Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> labels = Fields.map(metadata.getLabels());
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        Optional<PodCondition> unscheduled = condition(status, "PodScheduled", "False");
        return Pod.create(metadata.getName(), Fields.text(metadata.getUid()), phase(status), described -> {
            described
                    .workload(workload(metadata, labels), revision(labels))
                    .keeper(keeper(metadata, labels))
                    .node(Fields.textOrNull(pod.getSpec().getNodeName()))
                    .ready(condition(status, "Ready", "True").isPresent())
                    .reason(
                            first(status.getReason(), unscheduled.map(PodCondition::getReason)),
                            first(status.getMessage(), unscheduled.map(PodCondition::getMessage)))
                    .life(Fields.time(metadata.getCreationTimestamp()), Fields.time(metadata.getDeletionTimestamp()))
                    .metadata(labels, Fields.map(metadata.getAnnotations()))
                    .containers(Containers.of(pod))
                    .secrets(SecretUses.of(pod.getSpec(), Containers.living(pod)));
        });
    }

    /** Tells of each container by its name whether it runs, of those that were added later too. */
    public static Map<String, Boolean> running(io.fabric8.kubernetes.api.model.Pod pod) {
        return Containers.running(pod);
    }

    private static Phase phase(PodStatus status) {
        return switch (Fields.text(status.getPhase())) {
            case "", "Pending" -> Phase.PENDING;
            case "Running" -> Phase.RUNNING;
            case "Succeeded" -> Phase.SUCCEEDED;
            case "Failed" -> Phase.FAILED;
            default -> Phase.UNKNOWN;
        };
    }

    private static Optional<PodCondition> condition(PodStatus status, String type, String value) {
        return Fields.list(status.getConditions()).stream()
                .filter(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
                .findFirst();
    }

    private static @Nullable String first(@Nullable String one, Optional<String> other) {
        return Fields.textOrNull(one) == null ? other.orElse(null) : one;
    }

    private static @Nullable WorkloadId workload(ObjectMeta metadata, Map<String, String> labels) {
        return controller(metadata).map(owner -> workload(owner, labels)).orElse(null);
    }

    private static Optional<OwnerReference> controller(ObjectMeta metadata) {
        return Fields.list(metadata.getOwnerReferences()).stream()
                .filter(owner -> Fields.yes(owner.getController()))
                .findFirst();
    }

    /** Others have kinds of the same names, so the group counts too. */
    private static @Nullable WorkloadId workload(OwnerReference owner, Map<String, String> labels) {
        return switch (group(owner) + owner.getKind()) {
            case "apps/ReplicaSet" ->
                template(owner, labels, REPLICA_SET_HASH)
                        .map(WorkloadId::deployment)
                        .orElse(null);
            case "apps/StatefulSet" -> new WorkloadId(WorkloadKind.STATEFUL_SET, owner.getName());
            case "apps/DaemonSet" -> new WorkloadId(WorkloadKind.DAEMON_SET, owner.getName());
            case "batch/Job" -> new WorkloadId(WorkloadKind.JOB, owner.getName());
            default -> null;
        };
    }

    private static String group(OwnerReference owner) {
        String version = Fields.text(owner.getApiVersion());
        return version.substring(0, version.indexOf('/') + 1);
    }

    /** A Deployment keeps its pods by ReplicaSets, which are named after it and the hash of its template. */
    private static Optional<String> template(OwnerReference owner, Map<String, String> labels, String hash) {
        String end = "-" + labels.getOrDefault(hash, "?");
        return Optional.of(owner.getName())
                .filter(name -> name.endsWith(end))
                .map(name -> name.substring(0, name.length() - end.length()));
    }

    /** Argo's Rollouts keep theirs like Deployments, with a label of their own. */
    private static @Nullable ObjectRef keeper(ObjectMeta metadata, Map<String, String> labels) {
        if (workload(metadata, labels) != null) {
            return null;
        }
        String namespace = Fields.text(metadata.getNamespace());
        return controller(metadata)
                .map(owner -> template(owner, labels, ROLLOUT_HASH)
                        .map(name -> new ObjectRef("argoproj.io/v1alpha1", "Rollout", namespace, name))
                        .orElseGet(() -> new ObjectRef(
                                Fields.text(owner.getApiVersion()), owner.getKind(), namespace, owner.getName())))
                .orElse(null);
    }

    private static @Nullable String revision(Map<String, String> labels) {
        return Stream.of(REVISION_HASH, REPLICA_SET_HASH)
                .map(labels::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
