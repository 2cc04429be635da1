package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.access.GuardNeeds;
import com.datafly.signal.dr.internal.playbook.guard.Question;
import com.datafly.signal.dr.internal.playbook.workload.HealthInput;
import com.datafly.signal.dr.internal.playbook.workload.PlatformQuestions;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ready-made guards of workloads; what {@link Guards} says of its own holds for them too. In a drill they are asked
 * but need not hold.
 *
 * @since 0.1
 */
public final class PlatformGuards {

    private PlatformGuards() {}

    /**
     * Everything that {@code query} means is healthy now. Unproven where that could not be found out, as where nodes
     * may not be looked at.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code query} has a baseline of its own
     */
    public static Guard platformHealthy(HealthQuery query) {
        HealthInput input = HealthInput.of(requireNonNull(query, "query"), Optional.empty());
        return new Question(
                        "platform healthy",
                        GuardKind.POLICY,
                        Map.of(
                                "expected",
                                input.expected().toString(),
                                "labels",
                                input.labels().toString()),
                        context -> PlatformQuestions.healthy(context, input))
                .asking(GuardNeeds.health(input))
                .unlessDrill();
    }

    /**
     * Since a {@link WorkloadSteps#captureBaseline} step of this run, no pod was started again more than {@code most}
     * times.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code most} is negative
     */
    public static Guard restartsAtMost(String baselineStep, int most) {
        HealthQuery query =
                HealthQuery.of(restarts -> restarts.mostRestarts(most).withoutNodes());
        HealthInput input = HealthInput.of(query, Optional.of(baselineStep));
        return new Question(
                        "restarts at most",
                        GuardKind.POLICY,
                        Map.of("step", baselineStep, "restarts", Integer.toString(most)),
                        context -> PlatformQuestions.restarts(context, input))
                .asking(GuardNeeds.health(input))
                .unlessDrill();
    }

    /**
     * Each pod of these workloads would be let go if its node were drained now: the platform is asked, and touches
     * nothing. Unproven where a workload has no pods, or all went while they were asked for.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no workload is named
     */
    public static Guard budgetsAllow(WorkloadId... workloads) {
        List<WorkloadId> named = List.of(workloads);
        if (named.isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "define a guard",
                    "no workload is named",
                    failure -> failure.hint("Name those whose pods have to be let go."));
        }
        return new Question(
                        "budgets allow",
                        GuardKind.POLICY,
                        Map.of("workloads", named.toString()),
                        context -> PlatformQuestions.budgets(context, named))
                .asking(GuardNeeds.budgets(named))
                .unlessDrill();
    }

    /** It is known of every container by digest what it runs, and no name of an image stands for several of them. */
    public static Guard imagesPinned() {
        return new Question("images pinned", GuardKind.POLICY, Map.of(), PlatformQuestions::pinned)
                .asking(GuardNeeds.images())
                .unlessDrill();
    }
}
