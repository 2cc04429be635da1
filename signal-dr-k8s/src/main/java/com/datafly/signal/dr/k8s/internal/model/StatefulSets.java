package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.k8s.internal.model.Workloads.Parts;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;

/** Makes workloads from StatefulSets. */
public final class StatefulSets {

    private StatefulSets() {}

    /** Describes one. */
    public static Workload of(StatefulSet set) {
        StatefulSetSpec spec = set.getSpec();
        StatefulSetStatus status = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        StatefulSetUpdateStrategy strategy =
                spec.getUpdateStrategy() == null ? new StatefulSetUpdateStrategy() : spec.getUpdateStrategy();
        ObjectMeta metadata = set.getMetadata();
        RolloutState rollout = RolloutState.create(
                "OnDelete".equals(strategy.getType()) ? Strategy.ON_DELETE : Strategy.ROLLING,
                counts(spec, status),
                state -> {
                    state.generations(
                                    Fields.number(metadata.getGeneration()),
                                    Fields.number(status.getObservedGeneration()))
                            .revisions(
                                    Fields.textOrNull(status.getCurrentRevision()),
                                    Fields.textOrNull(status.getUpdateRevision()));
                    int partition = partition(strategy);
                    if (partition > 0) {
                        state.partition(partition);
                    }
                });
        return Workloads.workload(
                new WorkloadId(WorkloadKind.STATEFUL_SET, metadata.getName()),
                rollout,
                new Parts(metadata, Selectors.of(spec.getSelector()), spec.getTemplate(), firstOrdinal(spec)));
    }

    /** The server sets a partition of 0 where nobody wrote one; it restricts nothing. */
    private static int partition(StatefulSetUpdateStrategy strategy) {
        return strategy.getRollingUpdate() == null
                ? 0
                : Fields.number(strategy.getRollingUpdate().getPartition());
    }

    private static int firstOrdinal(StatefulSetSpec spec) {
        return spec.getOrdinals() == null ? 0 : Fields.number(spec.getOrdinals().getStart());
    }

    private static ReplicaCounts counts(StatefulSetSpec spec, StatefulSetStatus status) {
        int ready = Fields.number(status.getReadyReplicas());
        return new ReplicaCounts(
                spec.getReplicas() == null ? 1 : spec.getReplicas(),
                Fields.number(status.getReplicas()),
                Fields.number(status.getUpdatedReplicas()),
                ready,
                available(spec, status, ready));
    }

    /** Clusters before 1.22 do not count it; without a time to wait it is the same as being ready. */
    private static int available(StatefulSetSpec spec, StatefulSetStatus status, int ready) {
        if (status.getAvailableReplicas() != null) {
            return status.getAvailableReplicas();
        }
        return Fields.number(spec.getMinReadySeconds()) == 0 ? ready : 0;
    }
}
