package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.CountingProvider.Loss;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What people decide where the engine cannot, and what journals make it wait for. */
class RunDecisionTest extends RunFixture {

    @Test
    void workThatIsSeenLaterIsAdoptedByAnotherProcessWithoutASecondEffect() {
        AtomicBoolean shown = new AtomicBoolean();
        Run run = start(Playbook.define("slow-to-show", p -> p.step(step("first", new Stubborn(shown)))));
        assertThat(run.await(LONG).state()).isEqualTo(RunState.INDETERMINATE);
        Run other = opened(Runner.attach("run-1", environment()));

        assertThat(refused(() -> other.decide("first", Decision.adopt("ann", "I think so")))
                        .code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
        shown.set(true);
        other.decide("first", Decision.adopt("ann", "the provider shows it now"));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("first", 1));
    }

    @Test
    void anUnclearUndoIsRepeatedAndAFailedOneWaitsForADecision() {
        AtomicBoolean broken = new AtomicBoolean(true);
        provider().lose("make.undo", Loss.ANSWER);
        Run run = start(Playbook.define(
                "undoing",
                p -> p.step(step("stuck", new BadUndo(broken)))
                        .step(EveryKind.make(provider(), "make").after("stuck"))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("make").approval(ApprovalGate.of(gate -> {}))))));
        run.await(LONG);

        run.cancel(CancelPolicy.UNDO, "ann", "a false alarm");

        RunStatus paused = run.await(LONG);
        assertThat(paused.state()).isEqualTo(RunState.PAUSED);
        assertThat(states(paused)).containsEntry("make", StepState.UNDONE).containsEntry("stuck", StepState.FAILED);
        broken.set(false);
        run.decide("stuck", Decision.retry("ann", "mended"));
        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.step("stuck").state()).isEqualTo(StepState.UNDONE);
        assertThat(status.orphans()).isEmpty();
    }

    @Test
    void anUndoThatIsGivenUpIsListed() {
        Run run = start(Playbook.define(
                "leaving",
                p -> p.step(step("stuck", new BadUndo(new AtomicBoolean(true))))
                        .step(EveryKind.make(provider(), "cut")
                                .with(step -> step.after("stuck").approval(ApprovalGate.of(gate -> {}))))));
        run.await(LONG);
        run.cancel(CancelPolicy.UNDO, "ann", "a false alarm");
        run.await(LONG);

        run.decide("stuck", Decision.abandon("ann", "by hand tomorrow"));

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.orphans()).singleElement().asString().contains("step stuck");
    }

    @Test
    void aFullDiskStandsStillAndGoesOn() {
        AtomicInteger refusals = new AtomicInteger();
        JournalDriver full = new ThroughJournal(driver()) {
            @Override
            public void append(String log, long sequence, byte[] block) {
                if (sequence > 5 && refusals.getAndIncrement() < 2) {
                    throw DrException.of(ErrorCode.QUOTA, "append to " + log, "no room is left");
                }
                super.append(log, sequence, block);
            }
        };

        Run run = start(EveryKind.row(provider(), "one", "two"), environment(full, more -> {}), order -> {});

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(refusals.get()).isGreaterThan(2);
        assertThat(provider().effects()).isEqualTo(Map.of("one", 1, "two", 1));
    }

    @Test
    void aDiskThatStaysFullLosesTheRunToThisProcessAndNothingElse() {
        AtomicBoolean full = new AtomicBoolean(true);
        JournalDriver driver = new ThroughJournal(driver()) {
            @Override
            public void append(String log, long sequence, byte[] block) {
                if (sequence > 5 && full.get()) {
                    throw DrException.of(ErrorCode.QUOTA, "append to " + log, "no room is left");
                }
                super.append(log, sequence, block);
            }
        };
        Playbook playbook = EveryKind.row(provider(), "one", "two");
        RunEnvironment environment = environment(driver, more -> more.patience(Duration.ofMillis(100)));
        Run run = start(playbook, environment, order -> {});

        RunStatus status = run.await(LONG);
        assertThat(status.state()).isEqualTo(RunState.LOST);
        assertThat(status.reason()).contains("no room is left");
        run.close();
        full.set(false);

        assertThat(resume(playbook, environment()).await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(provider().effects()).isEqualTo(Map.of("one", 1, "two", 1));
    }

    @Test
    void aRecordOfANewerVersionIsRefusedAndNotPassedOver() {
        RunEnvironment environment = environment();
        start(EveryKind.row(provider(), "one"), environment, order -> {}).await(LONG);
        environment
                .journals()
                .open("run-1")
                .takeOver(List.of(JournalEntry.of("step-teleported", Map.of("step", "one"))));

        DrException refusal = refused(() -> Runner.status("run-1", environment));

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refusal).hasMessageContaining("step-teleported");
    }

    @Test
    void aMessageThatIsNoControlIsRefusedAndStopsNothing() {
        Run run = start(Playbook.define(
                "gated",
                p -> p.step(
                        EveryKind.make(provider(), "cut").with(step -> step.approval(ApprovalGate.of(gate -> {}))))));
        run.await(LONG);
        RunEnvironment environment = environment();
        environment.journals().inbox("run-1").append(List.of(JournalEntry.of("control", Map.of("ask", "me"))));

        opened(Runner.attach("run-1", environment)).approve("cut", "ann", PLAN);

        assertThat(run.await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
    }

    private static Step step(String id, StepAction<CountedWork.Input, CountedWork.Output> action) {
        return Step.of(id, action, new CountedWork.Input(id), step -> {});
    }

    /** Loses its answer, and does not show its work before it is told to. */
    private final class Stubborn extends Work {
        private final AtomicBoolean shown;

        Stubborn(AtomicBoolean shown) {
            this.shown = shown;
        }

        @Override
        public CountedWork.Output act(StepContext context, CountedWork.Input input) {
            provider().lose(context.stepId(), Loss.ANSWER);
            provider().make(context.stepId(), context.key());
            throw new IllegalStateException("the answer is lost before this");
        }

        @Override
        public Sighting<CountedWork.Output> find(StepContext context, CountedWork.Input input) {
            return shown.get()
                    ? Sighting.done(
                            new CountedWork.Output("found", context.key().value()), "it is there")
                    : Sighting.unknown("nothing is shown yet");
        }

        @Override
        public void undo(StepContext context, CountedWork.Input input, CountedWork.Output output) {
            provider().unmake(context.stepId());
        }
    }

    /** Cannot be taken back as long as it is broken. */
    private static final class BadUndo extends Work {
        private final AtomicBoolean broken;

        BadUndo(AtomicBoolean broken) {
            this.broken = broken;
        }

        @Override
        public CountedWork.Output act(StepContext context, CountedWork.Input input) {
            return new CountedWork.Output("done", context.key().value());
        }

        @Override
        public void undo(StepContext context, CountedWork.Input input, CountedWork.Output output) {
            if (broken.get()) {
                throw DrException.of(ErrorCode.PERMISSION_DENIED, "take back", "not allowed");
            }
        }
    }

    private abstract static class Work implements StepAction<CountedWork.Input, CountedWork.Output> {

        @Override
        public String name() {
            return "work";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<CountedWork.Input> inputType() {
            return CountedWork.Input.class;
        }

        @Override
        public Class<CountedWork.Output> outputType() {
            return CountedWork.Output.class;
        }
    }
}
