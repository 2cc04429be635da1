package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.spi.JournalDriver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Runs that cannot write how they ended, or whose work outlives them. */
class RunLossTest extends RunFixture {

    /** The blocks of a run with one step: its beginning, the intent, what was seen, the outcome with the end. */
    private static final int BLOCKS = 4;

    @Test
    void anEndThatIsNotDurableIsShownToNobody() {
        for (int taken = 1; taken < BLOCKS; taken++) {
            FullAfter disk = new FullAfter(driver(), taken);
            RunEnvironment environment = environment(disk, more -> more.patience(Duration.ofMillis(100)));
            String id = "run-" + taken;
            Run run = opened(Runner.start(
                    RunOrder.of(id, EveryKind.row(provider(), "step-" + taken), new NoTarget(secrets), order -> {}),
                    environment));

            Set<RunState> seen = EnumSet.noneOf(RunState.class);
            while (seen.add(run.status().state()) || !seen.contains(RunState.LOST)) {
                Thread.onSpinWait();
            }

            assertThat(seen).isSubsetOf(RunState.RUNNING, RunState.LOST);
            RunStatus status = run.await(LONG);
            assertThat(status.state()).isEqualTo(RunState.LOST);
            assertThat(status.finishedAt()).isEmpty();
            run.close();
            disk.clear();
            assertThat(Runner.status(id, environment).state()).isEqualTo(RunState.RUNNING);
        }
        assertThat(events).noneMatch(RunEvent.RunFinished.class::isInstance);
    }

    @Test
    void anAbandonedRunKeepsItsLeasesWhileItsWorkGoesOn() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Step deaf = Step.of(
                "deaf",
                new ReadWork("deaf", context -> {
                    begun.countDown();
                    awaitWhatever(release);
                    return "late";
                }),
                new ReadWork.Input(""),
                step -> step.kind(StepKind.POINT_OF_NO_RETURN));
        Run run = start(Playbook.define("left", p -> p.step(deaf)), environment(), order -> order.lease("orders"));
        begun.await();

        run.abandon("ann", "it takes too long");
        assertThat(run.await(LONG).state()).isEqualTo(RunState.ABANDONED);
        run.close();
        DrException held = refused(() -> environment()
                .journals()
                .leases()
                .acquire("orders", new LeaseHolder("test", "run-2"), Duration.ofSeconds(1)));
        release.countDown();

        assertThat(held.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    private static void awaitWhatever(CountDownLatch release) {
        boolean waiting = true;
        while (waiting) {
            try {
                release.await();
                waiting = false;
            } catch (InterruptedException deaf) {
                waiting = true;
            }
        }
    }

    /** A disk that takes some blocks of runs, and is full then. */
    private static final class FullAfter extends ThroughJournal {

        private int left;

        FullAfter(JournalDriver journal, int left) {
            super(journal);
            this.left = left;
        }

        synchronized void clear() {
            left = Integer.MAX_VALUE;
        }

        @Override
        public synchronized void append(String log, long sequence, byte[] block) {
            if (left == 0) {
                throw DrException.of(ErrorCode.QUOTA, "append", "the disk is full");
            }
            left--;
            super.append(log, sequence, block);
        }
    }
}
