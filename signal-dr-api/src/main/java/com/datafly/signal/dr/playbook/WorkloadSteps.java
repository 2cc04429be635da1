package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.workload.AwaitHealthy;
import com.datafly.signal.dr.internal.playbook.workload.CaptureHealthBaseline;
import com.datafly.signal.dr.internal.playbook.workload.HealthInput;
import com.datafly.signal.dr.internal.playbook.workload.LintBudgets;
import com.datafly.signal.dr.internal.playbook.workload.LookAtPlatform;
import com.datafly.signal.dr.internal.playbook.workload.MonitorRestarts;
import com.datafly.signal.dr.internal.playbook.workload.RecordImages;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.PlatformHealth;
import com.datafly.signal.dr.playbook.step.BudgetsSeen;
import com.datafly.signal.dr.playbook.step.ImagesRecorded;
import com.datafly.signal.dr.playbook.step.PlatformSeen;
import com.datafly.signal.dr.playbook.step.WorkloadsWatched;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The ready-made steps that look at workloads; what {@link Steps} says of its own holds for them too. None of them
 * changes anything. They refuse a question that has a baseline of its own, with {@code INVALID_ARGUMENT}: what is
 * compared with is the output of a {@link #captureBaseline} step.
 *
 * @since 0.1
 */
public final class WorkloadSteps {

    /** How much longer than its own wait a step may take, so that it says itself what it waited for. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    /** How long workloads must stay healthy before it is believed. */
    private static final Duration STEADY = Duration.ofSeconds(30);

    private WorkloadSteps() {}

    /** Notes what runs now, and how often it was started again. Leaves a {@link HealthBaseline}. */
    public static Step captureBaseline(String id) {
        return captureBaseline(id, HealthQuery.expecting());
    }

    /** Like {@link #captureBaseline(String)}, of the pods that {@code query} means by its labels. */
    public static Step captureBaseline(String id, HealthQuery query) {
        HealthInput input = HealthInput.of(query, Optional.empty());
        return Step.of(
                id,
                new CaptureHealthBaseline(),
                input,
                step -> step.title("note what runs and its restarts").kind(StepKind.PURE));
    }

    /** Notes how the workloads are, whatever that is. Leaves a {@link PlatformSeen}. */
    public static Step lookAtPlatform(String id, HealthQuery query) {
        HealthInput input = HealthInput.of(query, Optional.empty());
        return Step.of(
                id,
                new LookAtPlatform(),
                input,
                step -> step.title("look at the workloads").kind(StepKind.PURE));
    }

    /**
     * Waits until everything that {@code query} means is healthy, and has been so for half a minute; see
     * {@link PlatformHealth}. The wait counts from the step's first beginning, also after a restart; behind it the step
     * fails with {@code DEADLINE_EXCEEDED} and says what is wrong. What was found is evidence of the run in either
     * case. Leaves a {@link PlatformSeen}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code within} is not positive
     */
    public static Step awaitHealthy(String id, Duration within, HealthQuery query) {
        return healthy(id, within, HealthInput.of(query, Optional.empty()));
    }

    /**
     * Waits as {@link #awaitHealthy} does. What ran at the moment of a {@link #captureBaseline} step must run, and no
     * pod may have been started again since more often than {@code query} allows.
     */
    public static Step awaitHealthySince(String id, String baselineStep, Duration within, HealthQuery query) {
        return healthy(id, within, HealthInput.of(query, Optional.of(baselineStep)))
                .after(baselineStep);
    }

    /**
     * Watches for the whole of a time whether pods are started again, from the moment of a {@link #captureBaseline}
     * step on. Fails with {@code FAILED_PRECONDITION} as soon as one was so more often than {@code query} allows, and
     * at the end unless everything is healthy then; what was found is evidence of the run in either case. After a
     * restart the whole time is watched anew, for nobody saw what was between. Where the platform was out of sight for
     * more than a minute nothing is proven, and the step fails. Leaves a {@link WorkloadsWatched}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code during} is not positive
     */
    public static Step monitorRestarts(String id, String baselineStep, Duration during, HealthQuery query) {
        HealthInput health = HealthInput.of(query, Optional.of(baselineStep));
        MonitorRestarts.Input input = new MonitorRestarts.Input(health, requirePositive(id, during));
        return Step.of(
                id,
                new MonitorRestarts(),
                input,
                step -> step.title("watch for repeated restarts, for " + Durations.words(during))
                        .kind(StepKind.PURE)
                        .timeout(during.plus(GRACE))
                        .after(baselineStep));
    }

    /** Notes which images run, by digest. Leaves an {@link ImagesRecorded}. */
    public static Step recordImages(String id) {
        return recordImages(id, Map.of());
    }

    /** Like {@link #recordImages(String)}, of the pods that have all of these labels. */
    public static Step recordImages(String id, Map<String, String> labels) {
        RecordImages.Input input = new RecordImages.Input(Map.copyOf(labels));
        return Step.of(
                id,
                new RecordImages(),
                input,
                step -> step.title("note the images in use").kind(StepKind.PURE));
    }

    /** Notes how disruption budgets guard the workloads, whatever that is. Leaves a {@link BudgetsSeen}. */
    public static Step lintBudgets(String id) {
        return Step.of(
                id,
                new LintBudgets(),
                new LintBudgets.Input(),
                step -> step.title("look at the disruption budgets").kind(StepKind.PURE));
    }

    private static Step healthy(String id, Duration within, HealthInput health) {
        AwaitHealthy.Input input = new AwaitHealthy.Input(health, requirePositive(id, within), STEADY);
        return Step.of(
                id,
                new AwaitHealthy(),
                input,
                step -> step.title("wait until the workloads are healthy, for " + Durations.words(within) + " at most")
                        .kind(StepKind.PURE)
                        .timeout(within.plus(GRACE)));
    }

    private static Duration requirePositive(String id, Duration wait) {
        if (wait.isNegative() || wait.isZero()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "define the step '" + id + "'",
                    "the wait is " + wait,
                    failure -> failure.hint("Say how long, as in Duration.ofMinutes(10)."));
        }
        return wait;
    }
}
