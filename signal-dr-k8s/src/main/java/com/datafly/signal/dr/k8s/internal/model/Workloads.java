package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import org.jspecify.annotations.Nullable;

/** Makes workloads from those kinds that have little to tell of a rollout. */
public final class Workloads {

    private Workloads() {}

    /** Describes a DaemonSet; its numbers are of nodes. */
    public static Workload of(DaemonSet set) {
        DaemonSetStatus status = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
        ReplicaCounts counts = new ReplicaCounts(
                Fields.number(status.getDesiredNumberScheduled()),
                Fields.number(status.getCurrentNumberScheduled()),
                Fields.number(status.getUpdatedNumberScheduled()),
                Fields.number(status.getNumberReady()),
                Fields.number(status.getNumberAvailable()));
        boolean byHand = set.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        ObjectMeta metadata = set.getMetadata();
        RolloutState rollout = RolloutState.create(
                byHand ? Strategy.ON_DELETE : Strategy.ROLLING,
                counts,
                state -> state.generations(
                        Fields.number(metadata.getGeneration()), Fields.number(status.getObservedGeneration())));
        return workload(
                new WorkloadId(WorkloadKind.DAEMON_SET, metadata.getName()),
                rollout,
                new Parts(
                        metadata,
                        Selectors.of(set.getSpec().getSelector()),
                        set.getSpec().getTemplate()));
    }

    /** Describes a CronJob, whose template counts for the next pod. */
    public static Workload of(CronJob job) {
        PodTemplateSpec template = job.getSpec().getJobTemplate().getSpec().getTemplate();
        int active = job.getStatus() == null
                ? 0
                : Fields.list(job.getStatus().getActive()).size();
        ObjectMeta metadata = job.getMetadata();
        return workload(
                new WorkloadId(WorkloadKind.CRON_JOB, metadata.getName()),
                still(metadata, new ReplicaCounts(0, active, 0, 0, 0), null),
                new Parts(metadata, LabelSelector.of(Templates.labels(template)), template));
    }

    /** Describes a Job. */
    public static Workload of(Job job) {
        JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
        ReplicaCounts counts = new ReplicaCounts(
                job.getSpec().getParallelism() == null ? 1 : job.getSpec().getParallelism(),
                Fields.number(status.getActive()),
                Fields.number(status.getActive()),
                Fields.number(status.getReady()),
                Fields.number(status.getReady()));
        ObjectMeta metadata = job.getMetadata();
        return workload(
                new WorkloadId(WorkloadKind.JOB, metadata.getName()),
                still(metadata, counts, failure(status)),
                new Parts(
                        metadata,
                        Selectors.of(job.getSpec().getSelector()),
                        job.getSpec().getTemplate()));
    }

    /** What never rolls out is always seen. */
    private static RolloutState still(ObjectMeta metadata, ReplicaCounts counts, @Nullable String failure) {
        long generation = Fields.number(metadata.getGeneration());
        return RolloutState.create(
                Strategy.NONE,
                counts,
                state -> state.generations(generation, generation).failure(failure));
    }

    private static @Nullable String failure(JobStatus status) {
        return Fields.list(status.getConditions()).stream()
                .filter(condition -> "Failed".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> Fields.reasoned(condition.getReason(), condition.getMessage()))
                .orElse(null);
    }

    static Workload workload(WorkloadId id, RolloutState rollout, Parts parts) {
        return Workload.create(id, Fields.text(parts.metadata().getResourceVersion()), rollout, workload -> {
            Templates.describe(parts.metadata(), parts.template(), workload);
            workload.selector(parts.selector()).firstOrdinal(parts.firstOrdinal());
        });
    }

    record Parts(ObjectMeta metadata, LabelSelector selector, PodTemplateSpec template, int firstOrdinal) {

        /** Parts of what gives its pods no ordinals. */
        Parts(ObjectMeta metadata, LabelSelector selector, PodTemplateSpec template) {
            this(metadata, selector, template, 0);
        }
    }
}
