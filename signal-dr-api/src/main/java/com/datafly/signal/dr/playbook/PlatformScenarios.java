package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The operations guide's scenarios of pods, nodes and clusters as playbooks. From the failure of a pod or a node the
 * platform recovers by itself; they prove that it did, which a look at the phases of pods does not.
 *
 * @since 0.1
 */
public final class PlatformScenarios {

    /** The resource that no two runs of these playbooks work on at once. */
    public static final String PLATFORM = "platform";

    private PlatformScenarios() {}

    /**
     * Scenario 1, the failure of a pod: notes restarts, waits until everything is healthy, then watches whether
     * restarts repeat, and notes how disruption budgets guard what runs.
     *
     * <p>Defaults: all workloads of the namespace, up to 10 minutes until they are healthy, a watch of 10 minutes, one
     * restart of each pod allowed.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a duration is not positive or a number is negative
     */
    public static Playbook podFailure(Consumer<PodFailure> more) {
        PodFailure scenario = new PodFailure();
        more.accept(scenario);
        return Playbook.define("pod-failure", scenario::define);
    }

    /**
     * Scenario 2, the failure of a node: notes what the failure left, takes the host's own steps, if any, as to give
     * the node up; then waits until everything runs on nodes that are alive, and looks once more.
     *
     * <p>A pod of a StatefulSet is not made again before its former one is surely gone: with one of them on the dead
     * node this fails at the deadline, and says what a person may do, unless a step of the host did it.
     *
     * <p>Defaults: all workloads of the namespace, up to 15 minutes until they are healthy, pods that hang on the dead
     * node are trouble though they are replaced.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a duration is not positive
     */
    public static Playbook nodeFailure(Consumer<NodeFailure> more) {
        NodeFailure scenario = new NodeFailure();
        more.accept(scenario);
        return Playbook.define("node-failure", scenario::define);
    }

    /**
     * Scenario 5, the loss of a whole cluster, by the {@code SignalDr} of the new one: forbids all removals; provisions
     * by steps of the host's; recovers the database and verifies it; waits for what else the product needs; installs
     * the release from its newest export with values that lead to the recovered database; waits until everything that
     * runs is healthy, and proves the flow of events. The freeze stays: somebody ends it once the incident is over.
     *
     * <p>A drill provisions nothing that cannot be taken back and installs nothing: it recovers and verifies the
     * database.
     *
     * <p>Defaults: the newest point, amcheck as the verification, no provisioning, no event stream, up to 30 minutes
     * until all workloads are healthy, no probe of the flow. A release must be named.
     *
     * @param cluster the lost cluster, as its {@code Platform} tells its id: a journal that lies in it is refused
     * @throws DrException with {@code INVALID_ARGUMENT} if no release is named, or a duration is not positive
     */
    public static Playbook fullClusterLoss(String cluster, Consumer<FullClusterLoss> more) {
        FullClusterLoss scenario = new FullClusterLoss(cluster);
        more.accept(scenario);
        return Playbook.define("full-cluster-loss", scenario::define);
    }

    /**
     * Collects the settings of {@link PlatformScenarios#podFailure}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class PodFailure {
        private static final String BASELINE = "baseline";
        private static final String HEALTHY = "healthy";
        private static final String WATCH = "watch-restarts";

        private final Set<WorkloadId> expected = new LinkedHashSet<>();
        private Map<String, String> labels = Map.of();
        private Duration healthyWithin = Duration.ofMinutes(10);
        private Duration watchFor = Duration.ofMinutes(10);
        private int mostRestarts = 1;

        private PodFailure() {}

        /** Expects workloads to be there, and to want at least one pod each. */
        public PodFailure workload(WorkloadId... workloads) {
            expected.addAll(List.of(workloads));
            return this;
        }

        /** Means only pods that have all of these labels. */
        public PodFailure labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /** Sets how long to wait until everything is healthy. */
        public PodFailure healthyWithin(Duration healthyWithin) {
            this.healthyWithin = requireNonNull(healthyWithin, "healthyWithin");
            return this;
        }

        /** Sets how long to watch for restarts then. */
        public PodFailure watchFor(Duration watchFor) {
            this.watchFor = requireNonNull(watchFor, "watchFor");
            return this;
        }

        /** Sets how often one pod may be started again from the beginning of the run on. */
        public PodFailure mostRestarts(int mostRestarts) {
            this.mostRestarts = mostRestarts;
            return this;
        }

        private void define(Playbook.Builder playbook) {
            HealthQuery query = HealthQuery.of(health -> {
                expected.forEach(health::expect);
                health.labels(labels).mostRestarts(mostRestarts);
            });
            playbook.protects(PLATFORM)
                    .step(WorkloadSteps.captureBaseline(BASELINE, query))
                    .step(WorkloadSteps.awaitHealthy(HEALTHY, healthyWithin, query)
                            .after(BASELINE))
                    .step(WorkloadSteps.monitorRestarts(WATCH, BASELINE, watchFor, query)
                            .after(HEALTHY))
                    .step(WorkloadSteps.lintBudgets("budgets").after(WATCH));
        }
    }

    /**
     * Collects the settings of {@link PlatformScenarios#nodeFailure}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class NodeFailure {
        private static final String FOUND = "found";
        private static final String RESCHEDULED = "rescheduled";

        private final Set<WorkloadId> expected = new LinkedHashSet<>();
        private final List<Step> recovery = new ArrayList<>();
        private Map<String, String> labels = Map.of();
        private Duration rescheduledWithin = Duration.ofMinutes(15);
        private boolean replacedMayHang;

        private NodeFailure() {}

        /** Expects workloads to be there, and to want at least one pod each. */
        public NodeFailure workload(WorkloadId... workloads) {
            expected.addAll(List.of(workloads));
            return this;
        }

        /** Means only pods that have all of these labels. */
        public NodeFailure labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /** Adds a step before anything is waited for, as one that gives the node up, behind those added before. */
        public NodeFailure recovery(Step step) {
            recovery.add(requireNonNull(step, "step"));
            return this;
        }

        /** Sets how long to wait until everything runs on nodes that are alive. */
        public NodeFailure rescheduledWithin(Duration rescheduledWithin) {
            this.rescheduledWithin = requireNonNull(rescheduledWithin, "rescheduledWithin");
            return this;
        }

        /** Lets pods that hang on the dead node be no trouble once others have taken their place. */
        public NodeFailure replacedMayHang() {
            this.replacedMayHang = true;
            return this;
        }

        private void define(Playbook.Builder playbook) {
            HealthQuery query = query();
            playbook.protects(PLATFORM).step(WorkloadSteps.lookAtPlatform(FOUND, query));
            String before = FOUND;
            for (Step step : recovery) {
                playbook.step(step.after(before));
                before = step.id();
            }
            playbook.step(WorkloadSteps.awaitHealthy(RESCHEDULED, rescheduledWithin, query)
                            .after(before))
                    .step(Steps.gate("recovered", PlatformGuards.platformHealthy(query))
                            .after(RESCHEDULED));
        }

        private HealthQuery query() {
            return HealthQuery.of(health -> {
                expected.forEach(health::expect);
                health.labels(labels);
                if (replacedMayHang) {
                    health.replacedMayHang();
                }
            });
        }
    }
}
