package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PlanStartTest extends PlanFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aPlanWithProblemsIsRefusedWithAllOfThem() {
        world.disable(Capability.CLONE, "clones are off");
        Plan plan = playbooks()
                .plan(Playbook.define(
                        "orders",
                        p -> p.step(Told.needing("a", Capability.CLONE))
                                .step(Told.step("b").with(step -> step.precheck(failing(GuardKind.POLICY))))
                                .step(Told.step("c").with(step -> step.precheck(failing(GuardKind.FENCING))))));

        DrException refusal = refused(ErrorCode.FAILED_PRECONDITION, plan::start);

        assertThat(refusal.getMessage())
                .contains("step a: ", "clones are off", "step b: ", "step c: ", "no break-glass passes");
        assertThat(refusal.details()).containsOnlyKeys("problem 1", "problem 2", "problem 3");
    }

    @Test
    void whatMustHoldIsAskedAgainAtTheStart() {
        AtomicReference<GuardResult> answer = new AtomicReference<>(GuardResult.passed("fine"));
        Plan plan = playbooks()
                .plan(Playbook.define(
                        "orders",
                        p -> p.step(Told.step("a")
                                .with(step ->
                                        step.precheck(Told.guard(GuardKind.CONDITION, context -> answer.get()))))));
        assertThat(plan.problems()).isEmpty();
        answer.set(GuardResult.failed("the standby is gone"));

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, plan::start).getMessage())
                .contains("the standby is gone");
    }

    @Test
    void anOldPlanIsNotStarted() {
        Plan plan = playbooks().plan(playbook());
        assertThat(plan.expiresAt()).isEqualTo(clock.instant().plus(HOUR));
        clock.advance(HOUR);

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, plan::start).getMessage())
                .contains("the plan expired at 2025-01-15T11:00:00Z", "Plan it again");
    }

    @Test
    void breakGlassPassesPolicyAndFreshnessOnly() {
        Playbook playbook = Playbook.define(
                "orders",
                p -> p.step(Told.step("a")
                        .with(step -> step.precheck(failing(GuardKind.POLICY))
                                .precheck(failing(GuardKind.FRESHNESS))
                                .precheck(failing(GuardKind.IDENTITY))
                                .precheck(failing(GuardKind.FENCING))
                                .precheck(failing(GuardKind.CONDITION)))));
        Plan plan = playbooks().plan(playbook).breakGlass("nobody answers", "ann", HOUR);

        DrException refusal = refused(ErrorCode.FAILED_PRECONDITION, plan::start);

        assertThat(refusal.details()).hasSize(3);
        assertThat(refusal.details().values()).allMatch(problem -> problem.contains("no break-glass passes"));
    }

    @Test
    void aBrokenGlassHoldsForItsTimeOnly() {
        Plan plan = playbooks()
                .plan(Playbook.define(
                        "orders", p -> p.step(Told.step("a").with(step -> step.precheck(failing(GuardKind.POLICY))))))
                .breakGlass("nobody answers", "ann", Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(10));

        refused(ErrorCode.FAILED_PRECONDITION, plan::start);
    }

    @Test
    void aGateThatTheInitiatorLeavesTooFewForIsRefused() {
        Step step = Told.step("a")
                .with(more -> more.approval(
                        ApprovalGate.of(gate -> gate.from("ann", "bob").quorum(2))));
        Plan plan = playbooks().plan(Playbook.define("orders", p -> p.step(step)));

        assertThat(refused(ErrorCode.FAILED_PRECONDITION, plan::start).getMessage())
                .contains("it needs 2 approvals of [ann, bob]", "ann, may not approve");
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> plan.start("bob"))
                        .getMessage())
                .contains("bob, may not approve");
    }

    @Test
    void anApprovalNamesThePlan() {
        Plan plan = playbooks().plan(playbook()).approve("bob").approve("cyd").approve("bob");

        assertThat(plan.approvals()).extracting(Approval::principal).containsExactly("bob", "cyd");
        assertThat(plan.approvals()).allMatch(approval -> approval.planHash().equals(plan.hash()));
    }

    @Test
    void anApprovalThatNoGateTakesIsRefused() {
        Step step = Told.step("a").with(more -> more.approval(ApprovalGate.of(gate -> gate.from("bob"))));
        Plan plan = playbooks().plan(Playbook.define("orders", p -> p.step(step)));

        assertThat(refused(ErrorCode.PERMISSION_DENIED, () -> plan.approve("mallory"))
                        .getMessage())
                .contains("no gate takes the approval of 'mallory'", "[bob]");
        refused(ErrorCode.INVALID_ARGUMENT, () -> playbooks().plan(playbook()).approve(" "));
    }

    @Test
    void whatPeopleAddIsChecked() {
        Plan plan = playbooks().plan(playbook());

        refused(ErrorCode.INVALID_ARGUMENT, () -> plan.breakGlass(" ", "ann", HOUR));
        refused(ErrorCode.INVALID_ARGUMENT, () -> plan.breakGlass("fire", "", HOUR));
        refused(ErrorCode.INVALID_ARGUMENT, () -> plan.breakGlass("fire", "ann", Duration.ZERO));
        refused(ErrorCode.INVALID_ARGUMENT, () -> plan.start(" "));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> Incident.of(
                        clock.instant(),
                        incident -> incident.declaredAt(clock.instant().minusSeconds(1))));
        refused(ErrorCode.INVALID_ARGUMENT, () -> DrillTarget.none().expiringAfter(Duration.ZERO));
    }

    private static Playbook playbook() {
        return Playbook.define("orders", p -> p.step(Told.step("a")));
    }

    private static Guard failing(GuardKind kind) {
        return Told.guard(kind, context -> GuardResult.failed("no " + kind));
    }

    private static DrException refused(ErrorCode code, Runnable action) {
        DrException refusal = failure(action);
        assertThat(refusal.code()).as(refusal::toString).isEqualTo(code);
        assertThat(refusal.effect()).isEqualTo(Effect.NONE);
        assertThat(refusal.hint()).isPresent();
        return refusal;
    }
}
