package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.Forecast;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.PlanProblem;
import com.datafly.signal.dr.playbook.PlannedStep;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Reachability;
import com.datafly.signal.dr.playbook.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A plan, and what people added to it. */
public final class DefaultPlan implements Plan {

    private static final Duration VALID_FOR = Duration.ofHours(1);

    private final Planner planner;
    private final Function<RunOrder, Run> runner;
    private final PlannedRun planned;
    private final Additions additions;

    DefaultPlan(Planner planner, Function<RunOrder, Run> runner, PlannedRun planned) {
        this(planner, runner, planned, Additions.none(planner.host().clock().instant()));
    }

    private DefaultPlan(Planner planner, Function<RunOrder, Run> runner, PlannedRun planned, Additions additions) {
        this.planner = planner;
        this.runner = runner;
        this.planned = planned;
        this.additions = additions;
    }

    /** What people added to a plan that was made at {@code plannedAt}. */
    record Additions(
            Instant plannedAt,
            List<Approval> approvals,
            @Nullable Incident incident,
            @Nullable BreakGlass glass) {

        static Additions none(Instant plannedAt) {
            return new Additions(plannedAt, List.of(), null, null);
        }
    }

    @Override
    public Playbook playbook() {
        return planned.draft().playbook();
    }

    @Override
    public boolean drill() {
        return target().isDrill();
    }

    @Override
    public String runId() {
        return planned.draft().runId();
    }

    @Override
    public String hash() {
        return planned.hash();
    }

    @Override
    public Instant plannedAt() {
        return additions.plannedAt();
    }

    @Override
    public Instant expiresAt() {
        return plannedAt().plus(VALID_FOR);
    }

    @Override
    public RecoveryObjectives objectives() {
        return playbook().objectives().orElse(planner.host().objectives());
    }

    @Override
    public Optional<String> systemIdentifier() {
        return planned.facts().systemIdentifier();
    }

    @Override
    public List<String> resources() {
        return target().resources(playbook());
    }

    @Override
    public List<PlannedStep> steps() {
        return planned.steps();
    }

    @Override
    public List<PlannedStep> irreversible() {
        return steps().stream().filter(PlannedStep::isIrreversible).toList();
    }

    @Override
    public List<PlanProblem> problems() {
        return planned.problems();
    }

    @Override
    public List<String> warnings() {
        return planned.warnings();
    }

    @Override
    public Forecast forecast() {
        return planned.forecast();
    }

    @Override
    public Duration timeLeft() {
        Duration rto = objectives().rto();
        return incident().map(one -> one.left(rto, now())).orElse(rto);
    }

    @Override
    public Reachability reachesRto() {
        return forecast().within(timeLeft());
    }

    @Override
    public List<Approval> approvals() {
        return additions.approvals();
    }

    @Override
    public String markdown() {
        return planner.host().redactor().apply(Runbook.render(this));
    }

    @Override
    public Plan approve(String who) {
        String principal = masked(who);
        requireAcceptable(principal);
        if (approvals().stream().anyMatch(approval -> approval.principal().equals(principal))) {
            return this;
        }
        List<Approval> more = new ArrayList<>(approvals());
        more.add(Approval.of(principal, hash(), now()));
        return with(new Additions(plannedAt(), List.copyOf(more), additions.incident(), additions.glass()));
    }

    @Override
    public Plan incident(Incident incident) {
        Incident masked = Incident.of(incident.disruptedAt(), copy -> {
            incident.detectedAt().ifPresent(copy::detectedAt);
            incident.declaredAt().ifPresent(copy::declaredAt);
            incident.title().map(this::masked).ifPresent(copy::title);
        });
        return with(new Additions(plannedAt(), approvals(), masked, additions.glass()));
    }

    @Override
    public Plan breakGlass(String reason, String who, Duration ttl) {
        BreakGlass glass = BreakGlass.of(masked(reason), masked(who), now(), ttl);
        return with(new Additions(plannedAt(), approvals(), additions.incident(), glass));
    }

    @Override
    public Run start() {
        return start(planner.host().principal());
    }

    @Override
    public Run start(String who) {
        String initiator = masked(who);
        PlanStart start = new PlanStart(planner, this);
        start.require(initiator);
        return runner.apply(start.order(initiator));
    }

    @Override
    public String toString() {
        return target().mode() + " plan of " + playbook() + ", " + hash().substring(0, 12);
    }

    PlannedRun planned() {
        return planned;
    }

    BoundTarget target() {
        return planned.draft().target();
    }

    Optional<Incident> incident() {
        return Optional.ofNullable(additions.incident());
    }

    Optional<BreakGlass> glass() {
        return Optional.ofNullable(additions.glass());
    }

    String journal() {
        return planner.host().journal().address();
    }

    /** What people type may hold a secret, and is kept and shown. */
    private String masked(String typed) {
        return planner.host().redactor().apply(typed);
    }

    private Instant now() {
        return planner.host().clock().instant();
    }

    private void requireAcceptable(String principal) {
        List<ApprovalGate> gates = steps().stream()
                .flatMap(step -> step.step().approval().stream())
                .toList();
        boolean accepted = gates.isEmpty()
                || gates.stream()
                        .anyMatch(gate ->
                                gate.principals().isEmpty() || gate.principals().contains(principal));
        if (!accepted) {
            throw DrException.create(
                    ErrorCode.PERMISSION_DENIED,
                    "approve the plan of " + playbook().name(),
                    "no gate takes the approval of '" + principal + "'",
                    failure -> failure.hint("Approve as one of "
                            + gates.stream()
                                    .flatMap(gate -> gate.principals().stream())
                                    .distinct()
                                    .toList() + "."));
        }
    }

    private DefaultPlan with(Additions changed) {
        return new DefaultPlan(planner, runner, planned, changed);
    }
}
