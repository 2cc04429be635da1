package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.ReleaseOrigin;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of {@link PlatformScenarios#fullClusterLoss}. Not thread-safe.
 *
 * @since 0.1
 */
public final class FullClusterLoss {

    private static final String FREEZE = "freeze";
    private static final String POINT = "point";
    private static final String RECOVER = "recover";
    private static final String VERIFY = "verify";
    private static final String RECORD = "record";
    private static final String VERIFIED = "verified";
    private static final String REINSTALL = "reinstall";
    private static final String HEALTHY = "healthy";

    private final String cluster;
    private final List<Step> provisioning = new ArrayList<>();
    private final List<Step> reachable = new ArrayList<>();
    private final List<Step> flow = new ArrayList<>();
    private final Set<WorkloadId> expected = new LinkedHashSet<>();
    private RecoveryTarget target = RecoveryTarget.latest();
    private Consumer<CopySettings> copy = settings -> settings.nameBeginning("recovered");
    private Verification verification = Verification.of(checks -> checks.check(Checks.amcheck()));
    private Duration healthyWithin = Duration.ofMinutes(30);
    private @Nullable Step reinstall;

    FullClusterLoss(String cluster) {
        this.cluster = requireNonNull(cluster, "cluster");
    }

    /**
     * Adds a step before anything is recovered, as {@link ProgramSteps#terraformPlan} and then
     * {@link ProgramSteps#terraformApply}, behind those added before.
     */
    public FullClusterLoss provision(Step step) {
        provisioning.add(requireNonNull(step, "step"));
        return this;
    }

    /** Sets the point to recover the database to. */
    public FullClusterLoss to(RecoveryTarget target) {
        this.target = requireNonNull(target, "target");
        return this;
    }

    /** Sets how the new database is made. */
    public FullClusterLoss copy(Consumer<CopySettings> copy) {
        this.copy = requireNonNull(copy, "copy");
        return this;
    }

    /** Sets what is checked on the new database. */
    public FullClusterLoss verify(Verification verification) {
        this.verification = requireNonNull(verification, "verification");
        return this;
    }

    /** Waits for an event stream that serves before the release is installed. */
    public FullClusterLoss eventsWithin(Duration servingWithin) {
        return reachable(EventSteps.awaitServing("events-serving", servingWithin));
    }

    /** Adds a step that proves that something else is there which the product needs, as Redis. */
    public FullClusterLoss reachable(Step step) {
        reachable.add(requireNonNull(step, "step"));
        return this;
    }

    /**
     * Names the release that is installed from the newest export of the lost cluster; see
     * {@link ReleaseSteps#reinstall}. A credential that could not read the namespace {@code kube-system} exported under
     * its own namespace's id: if there are only exports of one other origin, the newest of these is installed, and the
     * evidence is {@code UNPROVEN}, as it is where another origin has a newer one from the same namespace.
     *
     * @param place where the exports are; it may name another origin than the lost cluster, and must name the namespace
     *     if several ones of that cluster have exports there
     * @param more what differs from the export, as the values by {@code url} that lead to the recovered database
     */
    public FullClusterLoss release(String release, BundlePlace place, Consumer<DeploymentSettings> more) {
        BundlePlace exports = place.origin().isPresent() ? place : place.from(ReleaseOrigin.cluster(cluster));
        this.reinstall = ReleaseSteps.reinstall(
                REINSTALL, release, exports, settings -> more.accept(settings.usuallyToCopy(RECOVER)));
        return this;
    }

    /** Expects workloads to be there, and to want at least one pod each. */
    public FullClusterLoss workload(WorkloadId... workloads) {
        expected.addAll(List.of(workloads));
        return this;
    }

    /** Sets how long to wait until everything is healthy. */
    public FullClusterLoss healthyWithin(Duration healthyWithin) {
        this.healthyWithin = requireNonNull(healthyWithin, "healthyWithin");
        return this;
    }

    /** Proves by a marker that events flow from the front to the end; see {@link EventSteps#probeEventFlow}. */
    public FullClusterLoss flow(FlowProbe probe) {
        return flow(EventSteps.probeEventFlow("flow", probe).with(step -> step.scope(StepScope.SOURCE)));
    }

    /** Adds a step that proves that events flow from the front to the end, behind those added before. */
    public FullClusterLoss flow(Step step) {
        flow.add(requireNonNull(step, "step"));
        return this;
    }

    void define(Playbook.Builder playbook) {
        playbook.protects(Playbook.DATABASE, PlatformScenarios.PLATFORM)
                .loses(FailureDomain.of("cluster", cluster))
                .step(Steps.freeze(FREEZE, "loss of the cluster"));
        String provisioned = chain(playbook, provisioning, FREEZE);
        recover(playbook, provisioned);
        List<String> needed = new ArrayList<>(List.of(VERIFIED));
        for (Step step : reachable) {
            playbook.step(step.after(provisioned));
            needed.add(step.id());
        }
        HealthQuery query = HealthQuery.of(health -> expected.forEach(health::expect));
        playbook.step(requireReinstall()
                        .with(step ->
                                step.guard(Guards.verificationPassed(VERIFY)).after(needed.toArray(String[]::new))))
                .step(WorkloadSteps.awaitHealthy(HEALTHY, healthyWithin, query)
                        .with(step -> step.scope(StepScope.SOURCE).after(REINSTALL)));
        chain(playbook, flow, HEALTHY);
    }

    private void recover(Playbook.Builder playbook, String before) {
        playbook.step(Steps.choosePoint(POINT, target).after(before))
                .step(Steps.recover(RECOVER, target, copy).after(POINT))
                .step(Steps.examine(VERIFY, RECOVER, verification))
                .step(Steps.recordVerdict(RECORD, VERIFY))
                .step(Steps.gate(VERIFIED, Guards.verificationPassed(VERIFY)).after(RECORD));
    }

    private Step requireReinstall() {
        if (reinstall == null) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "define the playbook 'full-cluster-loss'",
                    "no release is named",
                    failure -> failure.hint("Name the one that is installed again, by release(...)."));
        }
        return reinstall;
    }

    private static String chain(Playbook.Builder playbook, List<Step> steps, String before) {
        String last = before;
        for (Step step : steps) {
            playbook.step(step.after(last));
            last = step.id();
        }
        return last;
    }
}
