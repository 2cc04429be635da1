package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Approvals, pauses, cancellations: by people, with clear refusals. */
class RunControlTest extends RunFixture {

    @Test
    void aStepWaitsForItsQuorum() {
        Run run = start(gated(gate -> gate.quorum(2)));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        run.approve("cut", "ann", PLAN);
        assertThat(run.await(LONG).step("cut").state()).isEqualTo(StepState.WAITING_FOR_APPROVAL);
        run.approve("cut", "bob", PLAN);

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        run.close();
        assertThat(events)
                .filteredOn(RunEvent.ApprovalNeeded.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        RunEvent.ApprovalNeeded.class,
                        needed -> assertThat(needed.planHash()).isEqualTo(PLAN));
    }

    @Test
    void whoStartedTheRunMayNotApproveInAnySpelling() {
        Run run = waiting(gated(gate -> {}));

        for (String same : new String[] {"eve", " Eve", "EVE "}) {
            assertThat(refused(() -> run.approve("cut", same, PLAN)).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
        assertThat(run.status().state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
    }

    @Test
    void nobodyApprovesTwiceNorAsAStrangerNorForAnotherPlan() {
        Run run = waiting(gated(gate -> gate.quorum(2).from("ann", "bob")));
        run.approve("cut", "ann", PLAN);

        assertThat(refused(() -> run.approve("cut", "Ann", PLAN)).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(refused(() -> run.approve("cut", "mallory", PLAN)).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refused(() -> run.approve("cut", "bob", "plan-2")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refused(() -> run.approve("make", "bob", PLAN)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused(() -> run.approve("nothing", "bob", PLAN)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(provider().effects()).isEqualTo(Map.of("make", 1));
    }

    @Test
    void anApprovalThatHasExpiredDoesNotCount() {
        SettableClock clock = settable();
        Playbook playbook = gated(gate -> gate.quorum(2).validFor(Duration.ofHours(1)));
        Run run = start(
                playbook,
                environment(driver(), more -> more.time(clock, clock)),
                order -> order.approval(Approval.of("ann", PLAN, clock.instant().minus(Duration.ofMinutes(30)))));
        run.await(LONG);

        clock.advance(Duration.ofMinutes(31));
        run.approve("cut", "bob", PLAN);
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        run.approve("cut", "ann", PLAN);

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aClockThatIsSetBackRevivesNoApprovalAndIsNoted() {
        SettableClock clock = settable();
        Playbook playbook = gated(gate -> gate.quorum(2).validFor(Duration.ofHours(1)));
        Run run = start(playbook, environment(driver(), more -> more.time(clock, clock)), order -> {});
        run.await(LONG);
        run.approve("cut", "ann", PLAN);

        clock.advance(Duration.ofMinutes(61));
        clock.set(Instant.parse("2025-01-15T04:00:00Z"));
        run.approve("cut", "bob", PLAN);

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        assertThat(status.warnings()).anyMatch(warning -> warning.contains("the wall clock jumped by PT-7H-1M"));
        run.close();
        assertThat(events).anyMatch(RunEvent.ClockJumped.class::isInstance);
    }

    @Test
    void aClockThatIsSetAheadByHoursEndsNoStepAndNoLease() {
        SettableClock clock = settable();
        Playbook playbook = Playbook.define(
                "jump",
                p -> p.step(EveryKind.read("look", "seen"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("look").approval(ApprovalGate.of(gate -> {})))));
        Run run = start(
                playbook,
                environment(driver(), more -> more.time(clock, clock)),
                order -> order.objectives(new RecoveryObjectives(Duration.ofMinutes(5), Duration.ofHours(4))));
        run.await(LONG);

        clock.set(Instant.parse("2025-01-15T19:00:00Z"));
        run.approve("cut", "ann", PLAN);

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.report().segments().orElseThrow().known()).isLessThan(Duration.ofHours(1));
    }

    @Test
    void breakGlassPassesAnApprovalAndIsTheFirstWarning() {
        Run run = waiting(gated(gate -> {}));

        run.breakGlass(BreakGlass.of("nobody answers", "eve", Instant.now(), Duration.ofHours(1)));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.warnings().get(0)).contains("BREAK GLASS by eve", "nobody answers");
    }

    @Test
    void breakGlassThatNeverEndsIsTimeLikeAnyOther() {
        Run run = start(Playbook.define(
                "glass",
                p -> p.step(EveryKind.make(provider(), "cut")
                        .with(step -> step.approval(
                                ApprovalGate.of(gate -> gate.validFor(ChronoUnit.FOREVER.getDuration())))))));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);

        run.breakGlass(BreakGlass.of("nobody answers", "eve", Instant.now(), ChronoUnit.FOREVER.getDuration()));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aPausedRunBeginsNothingUntilItIsResumed() {
        Gate gate = new Gate();
        Playbook playbook = Playbook.define(
                "pausing",
                p -> p.step(gate.step("first"))
                        .step(EveryKind.make(provider(), "second").after("first")));
        Run run = start(playbook);
        gate.awaitBegun();

        run.pause("ann", "wait for the others");
        run.pause("ann", "wait for the others");
        gate.open();

        RunStatus paused = run.await(LONG);
        assertThat(paused.state()).isEqualTo(RunState.PAUSED);
        assertThat(paused.reason()).contains("ann", "wait for the others");
        assertThat(states(paused)).isEqualTo(Map.of("first", StepState.SUCCEEDED, "second", StepState.PENDING));
        run.resume("ann");
        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(refused(() -> run.resume("ann")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void aCancelledRunLetsWhatIsInFlightFinishAndKeepsIt() {
        Gate gate = new Gate();
        Run run = start(Playbook.define(
                "cancelling",
                p -> p.step(EveryKind.make(provider(), "zero"))
                        .step(gate.step("first").after("zero"))
                        .step(EveryKind.make(provider(), "second").after("first"))));
        gate.awaitBegun();

        run.cancel(CancelPolicy.WAIT, "ann", "a false alarm");
        gate.open();

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.orphans()).isEmpty();
        assertThat(provider().standing()).containsExactly("zero");
    }

    @Test
    void aRunThatIsCancelledAtOnceListsWhatItLeavesInFlight() {
        Gate gate = new Gate();
        Run run = start(Playbook.define(
                "leaving", p -> p.step(gate.step("first").with(step -> step.kind(StepKind.POINT_OF_NO_RETURN)))));
        gate.awaitBegun();

        run.cancel(CancelPolicy.ABANDON, "ann", "the building burns");

        RunStatus status = run.await(LONG);
        gate.open();
        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.orphans()).singleElement().asString().contains("step first", "key op-");
    }

    @Test
    void aCancelledRunTakesBackWhatItDidNewestFirst() {
        Run run = waiting(gated(gate -> {}));

        run.cancel(CancelPolicy.UNDO, "ann", "a false alarm");

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.step("make").state()).isEqualTo(StepState.UNDONE);
        assertThat(provider().standing()).isEmpty();
    }

    @Test
    void behindAPointOfNoReturnNothingIsTakenBack() {
        Playbook playbook = Playbook.define(
                "no-return",
                p -> p.step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("make").kind(StepKind.POINT_OF_NO_RETURN)))
                        .step(EveryKind.make(provider(), "last")
                                .with(step -> step.after("cut").approval(ApprovalGate.of(gate -> {})))));
        Run run = waiting(playbook);

        DrException refusal = refused(() -> run.cancel(CancelPolicy.UNDO, "ann", "too late"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("point of no return");
        run.cancel(CancelPolicy.WAIT, "ann", "then so");
        assertThat(run.await(LONG).state()).isEqualTo(RunState.CANCELLED);
        assertThat(provider().standing()).containsExactly("cut", "make");
    }

    @Test
    void anEndedRunTakesNoMoreControls() {
        Run run = start(EveryKind.row(provider(), "one"));
        run.await(LONG);

        assertThat(refused(() -> run.pause("ann", "late")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refused(() -> run.cancel(CancelPolicy.WAIT, "ann", "late")).code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refused(() -> resume(EveryKind.row(provider(), "one"), environment()))
                        .code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void anotherProcessControlsARunThroughItsInbox() {
        Run run = waiting(gated(gate -> gate.quorum(2)));
        Run other = opened(Runner.attach("run-1", environment()));

        assertThat(other.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        assertThat(refused(() -> other.approve("cut", "eve", PLAN)).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        other.approve("cut", "ann", PLAN);
        other.pause("ann", "one moment");
        assertThat(run.status().state()).isEqualTo(RunState.PAUSED);
        other.resume("ann");
        other.approve("cut", "bob", PLAN);

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(other.status().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aMessageToADeadRunnerIsTakenByTheNextOne() {
        Playbook playbook = gated(gate -> {});
        Run run = waiting(playbook);
        run.close();
        RunEnvironment impatient = environment(driver(), more -> more.patience(Duration.ofMillis(100)));
        Run other = opened(Runner.attach("run-1", impatient));

        DrException unanswered = refused(() -> other.approve("cut", "ann", PLAN));

        assertThat(unanswered.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(resume(playbook, environment()).await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aRunWithoutARunnerIsGivenUpByAnyProcess() {
        Run run = waiting(gated(gate -> {}));
        run.close();
        Run other = opened(Runner.attach("run-1", environment()));

        other.abandon("ann", "the service was retired");

        assertThat(other.status().state()).isEqualTo(RunState.ABANDONED);
        assertThat(other.status().reason()).contains("ann", "retired");
    }

    private SettableClock settable() {
        SettableClock settable = SettableClock.at("2025-01-15T10:00:00Z");
        clock = settable;
        return settable;
    }

    private Run waiting(Playbook playbook) {
        Run run = start(playbook);
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        return run;
    }

    private Playbook gated(Consumer<ApprovalGate.Builder> gate) {
        return Playbook.define(
                "gated",
                p -> p.step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("make").approval(ApprovalGate.of(gate)))));
    }
}
