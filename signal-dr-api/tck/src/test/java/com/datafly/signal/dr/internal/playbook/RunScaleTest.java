package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A run's work grows with its steps and not faster: counted, not timed. */
class RunScaleTest extends RunFixture {

    private static final int MANY = 10_000;
    private static final int WIDE = 2_000;
    private static final Duration VERY_LONG = Duration.ofMinutes(5);

    @Test
    void manyStepsInARowTakeOneBlockEach() {
        AtomicInteger acts = new AtomicInteger();
        CountedAppends appends = new CountedAppends(memory());

        assertThat(start(row(acts), environment(appends, more -> {}), order -> {})
                        .await(VERY_LONG)
                        .state())
                .isEqualTo(RunState.SUCCEEDED);

        assertThat(acts.get()).isEqualTo(MANY);
        // The plan, the first intent, and then the outcome of each step with the intent of the next.
        assertThat(appends.count()).isLessThanOrEqualTo(MANY + 10);
    }

    @Test
    void manyStepsAtOnceShareBlocks() {
        AtomicInteger acts = new AtomicInteger();
        CountedAppends appends = new CountedAppends(memory());
        Playbook wide = Playbook.define("wide", p -> {
            for (int i = 0; i < WIDE; i++) {
                p.step(step(i, acts));
            }
        });

        assertThat(start(wide, environment(appends, more -> {}), order -> {})
                        .await(VERY_LONG)
                        .state())
                .isEqualTo(RunState.SUCCEEDED);

        assertThat(acts.get()).isEqualTo(WIDE);
        assertThat(appends.count()).isLessThanOrEqualTo(WIDE + 10);
    }

    @Test
    void theLedgerTouchesEachStepAsOftenAsItHasDependencies() {
        Board board = new Board();
        Playbook playbook = row(new AtomicInteger());
        playbook.steps().forEach(step -> board.add(new StepEntry(StepOutline.of(step))));
        board.link();
        int offers = 0;

        for (StepEntry step = board.nextOffer(); step != null; step = board.nextOffer()) {
            offers++;
            Settling.succeed(board, step);
        }

        assertThat(offers).isEqualTo(MANY);
        assertThat(board.isSettled()).isTrue();
        assertThat(board.isReached()).isTrue();
    }

    private JournalDriver memory() {
        return opened(ObjectStoreJournal.over(InMemoryObjectStore.create("runs")));
    }

    private static Playbook row(AtomicInteger acts) {
        return Playbook.define("row", p -> {
            for (int i = 0; i < MANY; i++) {
                p.step(i == 0 ? step(i, acts) : step(i, acts).after("step-" + (i - 1)));
            }
        });
    }

    private static Step step(int number, AtomicInteger acts) {
        ReadWork work = new ReadWork("count", context -> String.valueOf(acts.incrementAndGet()));
        return Step.of("step-" + number, work, new ReadWork.Input(""), step -> step.kind(StepKind.PURE));
    }

    /** Counts the blocks of a run. */
    private static final class CountedAppends extends ThroughJournal {
        private final AtomicInteger count = new AtomicInteger();

        CountedAppends(JournalDriver journal) {
            super(journal);
        }

        int count() {
            return count.get();
        }

        @Override
        public void append(String log, long sequence, byte[] block) {
            count.incrementAndGet();
            super.append(log, sequence, block);
        }
    }
}
