package com.datafly.signal.dr.internal.events.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.tck.Fault;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that dies, or whose answers are lost, anywhere. */
class CopyCrashTest extends CopyFixture {

    private static final int EVENTS = 23;

    @ParameterizedTest
    @ValueSource(strings = {"writer", "begin", "append", "flush", "commit", "capabilities", "offsets"})
    void aRunnerThatDiesAtAnyCallLeavesNeitherAGapNorARepetition(String call) {
        fill();
        for (int nth = 1; dies(call, nth); nth++) {
            assertThat(values(target, 0))
                    .isEqualTo(values(source, 0).subList(0, values(target, 0).size()));
        }

        assertCopiedOnce();
    }

    /** Runs once, to die at a call; tells whether there was such a call. */
    private boolean dies(String call, int nth) {
        target.faults().before(call, nth, () -> {
            throw new Death();
        });
        try {
            run(plan(CopyPlan.Builder::keepOffsets)).run();
            return false;
        } catch (Death | DrException e) {
            return true;
        } finally {
            target.faults().clear();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aLostAnswerOfACommitIsLookedUp(int nth) {
        fill();
        target.faults().before("commit", nth, () -> target.faults().next("commit", Fault.ANSWER_LOST));

        CopyResult result = run(plan(CopyPlan.Builder::keepOffsets)).run();

        assertThat(result.finished()).isTrue();
        assertCopiedOnce();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aLostCommitIsMadeAgain(int nth) {
        fill();
        target.faults().before("commit", nth, () -> target.faults().next("commit", Fault.REQUEST_LOST));

        run().run();

        assertCopiedOnce();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsLostOrRefusedOnTheWayTheCopyComesOutRight(long seed) {
        fill();
        Random random = new Random(seed);
        String[] calls = {"writer", "begin", "append", "flush", "commit"};
        Fault[] faults = {Fault.REFUSED, Fault.REQUEST_LOST, Fault.ANSWER_LOST};
        for (int i = 0; i < 12; i++) {
            String call = calls[random.nextInt(calls.length)];
            Fault fault = faults[random.nextInt(faults.length)];
            target.faults()
                    .before(call, 1 + random.nextInt(12), () -> target.faults().next(call, fault));
            source.faults()
                    .before(
                            "poll",
                            1 + random.nextInt(12),
                            () -> source.faults().next("poll", Fault.REFUSED));
        }

        CopyResult result = run(plan(CopyPlan.Builder::keepOffsets)).run();

        assertThat(result.finished()).isTrue();
        assertThat(result.progress().totals().written()).isEqualTo(2 * EVENTS);
        assertCopiedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "append", "flush", "commit"})
    void aSecondRunnerFencesTheFirst(String call) {
        fill();
        AtomicReference<CopyResult> second = new AtomicReference<>();
        target.faults()
                .before(
                        call,
                        3,
                        () -> second.set(
                                run(plan(CopyPlan.Builder::keepOffsets)).run()));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(plan(CopyPlan.Builder::keepOffsets)).run())
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FENCED));

        assertThat(second.get()).isNotNull().matches(CopyResult::finished);
        assertCopiedOnce();
    }

    @Test
    void withoutTransactionsTheFirstOfTwoRunnersEndsAtItsNextCommit() {
        target.disable(EventCapability.TRANSACTIONS, "not in this tier");
        fill();
        AtomicReference<CopyResult> second = new AtomicReference<>();
        target.faults().before("append", 8, () -> second.set(run().run()));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run().run())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.FENCED);
                    assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
                    assertThat(failure.hint()).get().asString().contains("Another runner of this copy took over");
                });

        assertThat(second.get()).isNotNull().matches(CopyResult::finished);
        assertThat(values(target, 0)).containsAll(values(source, 0));
        assertThat(values(target, 1)).containsAll(values(source, 1));
        assertThat(values(target, 0).size() + values(target, 1).size())
                .as("repeated: no more than one transaction would have held")
                .isLessThanOrEqualTo(2 * EVENTS + 5);
    }

    @Test
    void aClusterThatIsAwayForAWhileIsWaitedFor() {
        fill();
        target.faults().before("commit", 2, target::kill);
        target.faults().before("capabilities", 6, target::revive);

        CopyResult result = run().run();

        assertThat(result.finished()).isTrue();
        assertCopiedOnce();
    }

    @Test
    void aClusterThatStaysAwayEndsTheCopyAndALaterOneGoesOn() {
        fill();
        target.faults().before("commit", 3, target::kill);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run().run())
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        target.revive();
        target.abortTransactions();
        run().run();
        assertCopiedOnce();
    }

    @Test
    void withoutTransactionsACrashRepeatsAndLosesNothing() {
        target.disable(EventCapability.TRANSACTIONS, "not in this tier");
        fill();
        target.faults().before("append", 12, () -> {
            throw new Death();
        });
        assertThatThrownBy(() -> run().run()).isInstanceOf(Death.class);
        target.faults().clear();

        CopyResult result = run().run();

        assertThat(result.exactlyOnce()).isFalse();
        assertThat(values(target, 0)).containsAll(values(source, 0));
        assertThat(values(target, 1)).containsAll(values(source, 1));
    }

    private void fill() {
        source.fill(TOPIC, 0, EVENTS);
        source.fill(TOPIC, 1, EVENTS);
    }

    private void assertCopiedOnce() {
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
        assertThat(values(target, 1)).isEqualTo(values(source, 1));
    }

    /** The end of a runner. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
