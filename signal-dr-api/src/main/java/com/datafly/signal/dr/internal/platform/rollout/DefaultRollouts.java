package com.datafly.signal.dr.internal.platform.rollout;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.RolloutReport;
import com.datafly.signal.dr.platform.RolloutRequest;
import com.datafly.signal.dr.platform.Rollouts;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;

/** Restarts workloads of one platform. */
public final class DefaultRollouts implements Rollouts {

    private final PlatformResource resource;

    /** Restarts by the resource's driver. */
    public DefaultRollouts(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public RolloutReport restart(RolloutRequest request) {
        resource.require(PlatformCapability.RESTART, "restart workloads of " + resource.address());
        request.groups().forEach(group -> group.forEach(this::requireRollable));
        RolloutWatch watch = new RolloutWatch(resource, request, true);
        Restart restart = new Restart(resource, request.key());
        try {
            for (List<WorkloadId> group : request.groups()) {
                group.forEach(id -> begin(restart, watch, id));
                if (!watch.await(group)) {
                    break;
                }
            }
        } catch (DrException e) {
            throw begun(e, RolloutReport.of(watch.results()));
        }
        return RolloutReport.of(watch.results());
    }

    private DrException begun(DrException cause, RolloutReport report) {
        return DrException.create(
                cause.code(),
                cause.operation(),
                cause.problem(),
                failure -> failure.effect(Effect.APPLIED)
                        .resource(resource.address().toString())
                        .detail("rollouts", report)
                        .hint("What was begun goes on. Repeat this under the same key: it restarts nothing twice.")
                        .cause(cause));
    }

    /** Others may have been begun already, so a refusal is a result like theirs. */
    private static void begin(Restart restart, RolloutWatch watch, WorkloadId id) {
        try {
            restart.begin(id);
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            watch.refused(id, e);
        }
    }

    @Override
    public RolloutReport await(RolloutRequest request) {
        RolloutWatch watch = new RolloutWatch(resource, request, false);
        List<WorkloadId> all = request.groups().stream().flatMap(List::stream).toList();
        watch.await(all);
        return RolloutReport.of(watch.results());
    }

    private void requireRollable(WorkloadId id) {
        Workload workload = resource.read("look at " + id, driver -> driver.workload(id))
                .orElseThrow(() -> resource.refusal(
                        ErrorCode.NOT_FOUND,
                        "restart " + id,
                        "there is no such workload in " + resource.address(),
                        "Name it by kind and name, as in deployment/management-api."));
        requireRollable(resource, workload);
    }

    /**
     * Refuses a workload whose pods would not all be replaced.
     *
     * @throws DrException with {@code FAILED_PRECONDITION}
     */
    public static void requireRollable(PlatformResource resource, Workload workload) {
        RolloutCondition.refusal(workload).ifPresent(problem -> {
            throw refused(resource, workload.id(), problem);
        });
    }

    static DrException refused(PlatformResource resource, WorkloadId id, String problem) {
        return resource.refusal(
                ErrorCode.FAILED_PRECONDITION,
                "restart " + id,
                problem,
                "Let its pods be replaced again (kubectl rollout resume, a rolling update strategy without a partition),"
                        + " and repeat this.");
    }
}
