package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A question for health as data.
 *
 * @param expected the workloads that must be there
 * @param labels the labels of the pods that are meant
 * @param mostRestarts how many restarts of one pod are allowed
 * @param nodesNeeded whether nodes must be seen
 * @param replacedMayHang whether pods that do not end are no trouble once they are replaced
 * @param baselineStep the step whose output the present is compared with
 */
public record HealthInput(
        List<String> expected,
        Map<String, String> labels,
        int mostRestarts,
        boolean nodesNeeded,
        boolean replacedMayHang,
        Optional<String> baselineStep) {

    /**
     * Describes {@code query}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it has a baseline of its own: a definition is older than
     *     what its runs see
     */
    public static HealthInput of(HealthQuery query, Optional<String> baselineStep) {
        if (query.baseline().isPresent()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "define a step",
                    "the question has a baseline of " + query.baseline().get().at(),
                    failure -> failure.hint("Capture it by a step, WorkloadSteps.captureBaseline(id), and name that."));
        }
        return new HealthInput(
                query.expected().stream().map(WorkloadId::toString).sorted().toList(),
                query.labels(),
                query.mostRestarts(),
                query.nodesNeeded(),
                query.replacedMayHang(),
                baselineStep);
    }

    /** Makes the question again, with the baseline that its step left. */
    HealthQuery query(StepContext context) {
        HealthQuery query = query();
        return baselineStep.map(step -> query.since(baseline(context, step))).orElse(query);
    }

    /** Makes the question again, without a baseline. */
    public HealthQuery query() {
        return HealthQuery.of(query -> {
            expected.forEach(id -> query.expect(WorkloadId.parse(id)));
            query.labels(labels).mostRestarts(mostRestarts);
            if (!nodesNeeded) {
                query.withoutNodes();
            }
            if (replacedMayHang) {
                query.replacedMayHang();
            }
        });
    }

    Set<String> uses() {
        return baselineStep.map(Set::of).orElse(Set.of());
    }

    private static HealthBaseline baseline(StepContext context, String step) {
        return context.output(step, HealthBaseline.class)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "the step '" + step + "', whose baseline it needs, has none",
                        failure -> failure.hint("Put it behind '" + step + "'.")));
    }
}
