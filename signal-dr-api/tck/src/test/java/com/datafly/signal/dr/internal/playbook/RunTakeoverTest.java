package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepScope;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs that change hands, definitions or targets. */
class RunTakeoverTest extends RunFixture {

    @Test
    void ofTwoWhoResumeAtOnceOneWins() throws Exception {
        Playbook playbook = gated("cut");
        waiting(playbook).close();
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Callable<Object> resuming = () -> {
            // The one who loses watches the other's lease for half as long again.
            RunEnvironment environment = environment(driver(), more -> more.leaseTtl(Duration.ofSeconds(20)));
            together.await(60, TimeUnit.SECONDS);
            try {
                return Runner.resume("run-1", playbook, new NoTarget(secrets), environment);
            } catch (DrException e) {
                return e;
            }
        };

        List<Object> results = new ArrayList<>();
        try {
            for (Future<Object> result : threads.invokeAll(List.of(resuming, resuming))) {
                results.add(result.get());
            }
        } finally {
            threads.shutdownNow();
        }

        results.stream().filter(Run.class::isInstance).forEach(run -> opened((Run) run));
        assertThat(results).filteredOn(Run.class::isInstance).hasSize(1);
        assertThat(results)
                .filteredOn(DrException.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        DrException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        Run winner =
                (Run) results.stream().filter(Run.class::isInstance).findFirst().orElseThrow();
        winner.approve("cut", "ann", PLAN);
        assertThat(winner.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("make", 1, "cut", 1));
    }

    @Test
    void aLiveRunIsNotResumedByAnotherProcess() {
        Playbook playbook = gated("cut");
        waiting(playbook);

        RunEnvironment impatient = environment(driver(), more -> more.leaseTtl(Duration.ofSeconds(2)));
        assertThat(refused(() -> resume(playbook, impatient)).code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void twoRunsDoNotWorkOnOneResource() {
        RunEnvironment environment = environment();
        Playbook playbook = gated("cut");
        opened(Runner.start(
                RunOrder.of("run-0", playbook, new NoTarget(secrets), order -> order.lease("orders")), environment));

        DrException held = refused(() -> start(playbook, environment(), order -> order.lease("orders")));

        assertThat(held.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(held).hasMessageContaining("run-0");
        assertThat(Runner.status("run-1", environment).state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void aRunThatIsFencedInMidStepDoesNoMore() {
        Gate gate = new Gate();
        RunEnvironment environment = environment();
        Run run = start(
                Playbook.define(
                        "fenced",
                        p -> p.step(gate.step("first"))
                                .step(EveryKind.make(provider(), "second").after("first"))),
                environment,
                order -> {});
        gate.awaitBegun();

        environment.journals().open("run-1").takeOver(List.of(JournalEntry.of("fenced", Map.of("by", "another"))));
        gate.open();

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.LOST);
        assertThat(status.reason()).contains("another runner has taken over");
        assertThat(provider().effects()).isEmpty();
        assertThat(refused(() -> run.pause("ann", "late")).code()).isEqualTo(ErrorCode.FENCED);
        run.close();
        assertThat(events).anyMatch(RunEvent.RunLost.class::isInstance);
    }

    @Test
    void aRunWhoseLeaseCannotBeRenewedDoesNoMore() {
        Gate gate = new Gate();
        SettableClock time = SettableClock.at("2025-01-15T10:00:00Z");
        leaseTime = time;
        StoppedRegisters registers = new StoppedRegisters(driver());
        Run run = start(
                Playbook.define(
                        "expired",
                        p -> p.step(gate.step("first"))
                                .step(EveryKind.make(provider(), "second").after("first"))),
                environment(registers, more -> more.leaseTtl(Duration.ofSeconds(1))),
                order -> {});
        gate.awaitBegun();
        registers.stop();
        time.advance(Duration.ofSeconds(1));

        RunStatus status = run.await(LONG);

        gate.open();
        assertThat(status.state()).isEqualTo(RunState.LOST);
        assertThat(provider().effects()).isEmpty();
    }

    @Test
    void aChangedDefinitionIsRefusedAndMigratedOnlyWhereBegunStepsMeanTheSame() {
        waiting(gated("cut")).close();
        Playbook longer = Playbook.define(
                "gated",
                p -> p.step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), "other").after("make")));
        Playbook without = EveryKind.row(provider(), "something");
        RunEnvironment environment = environment();
        RunTarget target = new NoTarget(secrets);

        DrException changed = refused(() -> resume(longer, environment));
        assertThat(changed.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(changed).hasMessageContaining("pinned to definition").hasMessageContaining("migrate");
        assertThatThrownBy(() -> Runner.migrate("run-1", migration(without), target, environment))
                .hasMessageContaining("step make is SUCCEEDED and missing");
        Run run = opened(Runner.migrate("run-1", migration(longer), target, environment));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.definitionHash()).isEqualTo(longer.hash());
        assertThat(status.planHash()).isEqualTo("plan-2");
        assertThat(provider().effects()).isEqualTo(Map.of("make", 1, "other", 1));
        assertThat(Runner.status("run-1", environment))
                .usingRecursiveComparison()
                .isEqualTo(status);
    }

    @Test
    void whatCouldBeUndoneKeepsItsInputAndWhatWasGivenUpItsMeaning() {
        Guard never = Guards.custom("never", GuardKind.CONDITION, Map.of(), context -> GuardResult.failed("no"));
        Step abandoned = EveryKind.make(provider(), "abandoned").with(step -> step.postcondition(never));
        Run run = start(Playbook.define(
                "gated",
                p -> p.step(abandoned)
                        .step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("make").approval(ApprovalGate.of(gate -> {}))))));
        run.await(LONG);
        run.decide("abandoned", Decision.abandon("ann", "nobody needs it"));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        run.close();
        Step other = Step.of(
                "make",
                new CountedWork(provider()),
                new CountedWork.Input("something else"),
                step -> step.provider("fake"));
        RunTarget target = new NoTarget(secrets);

        assertThatThrownBy(() -> Runner.migrate(
                        "run-1",
                        migration(
                                Playbook.define("gated", p -> p.step(abandoned).step(other))),
                        target,
                        environment()))
                .hasMessageContaining("step make is SUCCEEDED and means other work");
        assertThatThrownBy(() ->
                        Runner.migrate("run-1", migration(EveryKind.row(provider(), "make")), target, environment()))
                .hasMessageContaining("step abandoned is SKIPPED and missing");
    }

    @Test
    void aTargetWhoseAddressHoldsASecretIsKnownAgain() {
        secrets.put("password", "nothing");
        Playbook playbook = gated("cut");
        waiting(playbook).close();

        Run run = resume(playbook, environment());

        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
    }

    @Test
    void approvalsOfAnotherPlanDoNotOutliveAMigration() {
        Run run = waiting(Playbook.define(
                "gated",
                p -> p.step(EveryKind.make(provider(), "cut")
                        .with(step -> step.approval(ApprovalGate.of(gate -> gate.quorum(2)))))));
        run.approve("cut", "ann", PLAN);
        run.close();
        Playbook changed = Playbook.define(
                "gated",
                p -> p.version("2")
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.approval(ApprovalGate.of(gate -> gate.quorum(2))))));

        Run migrated = opened(Runner.migrate("run-1", migration(changed), new NoTarget(secrets), environment()));
        migrated.approve("cut", "bob", "plan-2");

        assertThat(migrated.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        migrated.approve("cut", "ann", "plan-2");
        assertThat(migrated.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void anotherTargetIsRefused() {
        Playbook playbook = gated("cut");
        waiting(playbook).close();

        DrException refusal = refused(() -> Runner.resume("run-1", playbook, new AnotherTarget(), environment()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal).hasMessageContaining("live nothing").hasMessageContaining("drill something");
    }

    @Test
    void aJournalThatWasChangedIsNotResumed() throws IOException {
        Playbook playbook = gated("cut");
        waiting(playbook).close();
        Path log = directory.resolve("journal/logs/run-1.log");
        Files.writeString(log, Files.readString(log).replace("\"make\"", "\"fake\""));

        assertThat(refused(() -> resume(playbook, environment())).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(provider().effects()).isEqualTo(Map.of("make", 1));
    }

    @Test
    void thereIsOneRunOfAnId() {
        waiting(gated("cut"));

        assertThat(refused(() -> start(gated("cut"))).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(refused(() -> Runner.attach("run-2", environment())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aDrillLeavesOutWhatWouldTouchTheSource() {
        Playbook playbook = Playbook.define(
                "rehearsed",
                p -> p.step(EveryKind.make(provider(), "copy").with(step -> step.scope(StepScope.COPY)))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("copy").kind(StepKind.POINT_OF_NO_RETURN)))
                        .step(EveryKind.make(provider(), "last")
                                .with(step -> step.after("cut").scope(StepScope.COPY))));

        RunStatus status = start(
                        playbook,
                        environment(),
                        order -> order.drill(Instant.now().plusSeconds(3600)))
                .await(LONG);

        assertThat(status.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(status.drill()).isTrue();
        assertThat(status.step("cut").state()).isEqualTo(StepState.REHEARSED);
        assertThat(provider().standing()).containsExactly("copy", "last");
    }

    private static Runner.Migration migration(Playbook playbook) {
        return new Runner.Migration(playbook, "plan-2", "ann", "a step was wrong");
    }

    private Run waiting(Playbook playbook) {
        Run run = start(playbook);
        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        return run;
    }

    private Playbook gated(String id) {
        return Playbook.define(
                "gated",
                p -> p.step(EveryKind.make(provider(), "make"))
                        .step(EveryKind.make(provider(), id)
                                .with(step -> step.after("make").approval(ApprovalGate.of(gate -> {})))));
    }

    /** A drill's target. */
    private static final class AnotherTarget implements RunTarget {

        @Override
        public String identity() {
            return "drill something";
        }

        @Override
        public Optional<Database> database() {
            return Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String name) {
            return Optional.empty();
        }
    }
}
