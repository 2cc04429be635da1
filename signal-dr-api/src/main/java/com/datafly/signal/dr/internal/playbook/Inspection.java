package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.LeaseStatus;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepScope;
import java.util.Optional;
import java.util.Set;

/** Looks whether a run could be started now. Reads only. */
final class Inspection {

    private final PlanHost host;
    private final Journals journals;
    private final RunEnvironment environment;

    Inspection(PlanHost host, Journals journals, RunEnvironment environment) {
        this.host = host;
        this.journals = journals;
        this.environment = environment;
    }

    /** Looks at everything, and returns what the target said of itself. */
    TargetFacts run(PlanContext.Draft draft, Findings findings) {
        TargetFacts facts = TargetFacts.ask(draft.target(), findings);
        DependencyCheck.run(draft.playbook(), draft.target(), host, facts, findings);
        PermissionCheck.run(draft.playbook(), draft.target(), findings);
        draft.target().resources(draft.playbook()).forEach(resource -> otherRuns(resource, draft.runId(), findings));
        for (Step step : draft.playbook().order()) {
            capabilities(step, draft.target().isDrill(), facts, findings);
            PlanContext context = new PlanContext(draft, host, step);
            step.prechecks().forEach(guard -> precheck(step, guard, context, findings));
        }
        return facts;
    }

    private void otherRuns(String resource, String runId, Findings findings) {
        try {
            journals.leases()
                    .find(resource)
                    .filter(lease -> !lease.holder().run().equals(runId))
                    .ifPresent(lease -> otherRun(lease, findings));
        } catch (DrException e) {
            findings.problem(PlanProblem.of(
                    "the journal " + host.journal().address() + " cannot be read: " + e.problem(),
                    e.hint().orElse("See that the place is there and this process may read and write it.")));
        }
    }

    private void otherRun(LeaseStatus lease, Findings findings) {
        Optional<RunStatus> status = status(lease.holder().run());
        if (status.isEmpty() ? !lease.released() : !status.get().state().ended()) {
            findings.warning("Run " + lease.holder().run() + " works on " + lease.resource() + " too, "
                    + status.map(run -> run.state().name()).orElse("in a state that nobody knows") + " since "
                    + lease.since() + ", held by " + lease.holder().name()
                    + ". Finish, cancel or abandon it first; where its process is dead, resume it instead.");
        }
    }

    /** A damaged journal of another run must not keep this one from being planned. */
    private Optional<RunStatus> status(String run) {
        try {
            return Optional.of(Runner.status(run, environment));
        } catch (DrException e) {
            return switch (e.code()) {
                case NOT_FOUND, INTEGRITY_FAILED, UNSUPPORTED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    private static void capabilities(Step step, boolean drill, TargetFacts facts, Findings findings) {
        if (facts.capabilities() == null || (drill && step.scope() == StepScope.SOURCE)) {
            return;
        }
        for (Capability capability : required(step)) {
            CapabilityStatus status = facts.capabilities().status(capability);
            if (status instanceof CapabilityStatus.Unsupported unsupported) {
                findings.problem(PlanProblem.ofStep(
                        step.id(),
                        "the database cannot do what the step needs, " + capability + ": " + unsupported.reason(),
                        "Configure the database for it, or leave the step out."));
            } else if (status instanceof CapabilityStatus.Unknown unknown) {
                findings.warning("Step " + step.id() + " needs " + capability
                        + ", and only a trial will tell whether the database can do it: " + unknown.probe());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<Capability> required(Step step) {
        return ((StepAction<Object, Object>) step.action()).requires(step.input());
    }

    private void precheck(Step step, Guard guard, PlanContext context, Findings findings) {
        GuardResult result;
        try {
            result = guard.check(context);
        } catch (RuntimeException e) {
            result = GuardResult.error(String.valueOf(e.getMessage()));
        }
        if (!result.holds()) {
            String detail = host.redactor().apply(result.detail());
            findings.problem(PlanProblem.ofGuard(step.id(), guard, masked(result, detail)));
        }
    }

    private static GuardResult masked(GuardResult result, String detail) {
        return switch (result.verdict()) {
            case PASSED -> GuardResult.passed(detail);
            case FAILED -> GuardResult.failed(detail);
            case UNPROVEN -> GuardResult.unproven(detail);
            case ERROR -> GuardResult.error(detail);
        };
    }
}
