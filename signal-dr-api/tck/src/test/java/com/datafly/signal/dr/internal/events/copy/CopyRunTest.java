package com.datafly.signal.dr.internal.events.copy;

import static com.datafly.signal.dr.ErrorCode.CONFLICT;
import static com.datafly.signal.dr.ErrorCode.FAILED_PRECONDITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventCapability;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyRunTest extends CopyFixture {

    @Test
    void whatTheRangesHoldIsCopiedInOrder() {
        source.fill(TOPIC, 0, 12);
        source.fill(TOPIC, 1, 7);

        CopyResult result = run().run();

        assertThat(result.finished()).isTrue();
        assertThat(result.exactlyOnce()).isTrue();
        assertThat(result.progress().totals().written()).isEqualTo(19);
        assertThat(result.progress().left()).hasValue(0);
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
        assertThat(values(target, 1)).isEqualTo(values(source, 1));
    }

    @Test
    void aCopyThatIsDoneDoesNothingMore() {
        source.fill(TOPIC, 0, 12);
        run().run();

        CopyResult again = run().run();

        assertThat(again.finished()).isTrue();
        assertThat(again.progress().totals().written()).isEqualTo(12);
        assertThat(target.events(TOPIC, 0)).hasSize(12);
    }

    @Test
    void whatComesAfterTheEndStaysAway() {
        source.fill(TOPIC, 0, 8);
        CopyPlan plan = plan(more -> {});
        source.fill(TOPIC, 0, 3);

        run(plan).run();

        assertThat(target.events(TOPIC, 0)).hasSize(8);
    }

    @Test
    void abortedEventsOfTheSourceAreNotCopied() {
        source.fill(TOPIC, 0, 3);
        writeAborted(0, 4);
        source.fill(TOPIC, 0, 2);
        writeAborted(0, 3);

        CopyResult result = run().run();

        assertThat(result.finished()).isTrue();
        assertThat(values(target, 0)).containsExactly("value-0", "value-1", "value-2", "value-0", "value-1");
    }

    @Test
    void offsetsAreMappedExactlyThroughTransactionsAtBothSides() {
        source.fill(TOPIC, 0, 7);
        writeAborted(0, 4);
        source.fill(TOPIC, 0, 9);
        target.fill(TOPIC, 0, 3);
        CopyRun run = run(plan(CopyPlan.Builder::keepOffsets));

        run.run();

        CopiedOffsets offsets = run.offsets();
        var copied = target.events(TOPIC, 0).subList(3, 19);
        var events = source.events(TOPIC, 0);
        for (int i = 0; i < events.size(); i++) {
            assertThat(offsets.target(FIRST, events.get(i).offset()))
                    .hasValue(copied.get(i).offset());
        }
        assertThat(offsets.target(FIRST, 7))
                .as("inside of what was aborted")
                .hasValue(copied.get(7).offset());
        assertThat(offsets.target(FIRST, source.end(TOPIC, 0)))
                .hasValue(copied.get(15).offset() + 1);
        assertThat(offsets.target(SECOND, 0)).isEmpty();
    }

    @Test
    void withoutTransactionsTheResultSaysThatEventsMayHaveBeenRepeated() {
        target.disable(EventCapability.TRANSACTIONS, "not in this tier");
        source.fill(TOPIC, 0, 12);

        CopyResult result = run().run();

        assertThat(result.exactlyOnce()).isFalse();
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }

    @Test
    void whatRetentionTookEndsTheCopyAndIsNamed() {
        source.fill(TOPIC, 0, 12);
        CopyPlan plan = plan(more -> {});
        source.deleteBefore(TOPIC, 0, 5);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(plan).run())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FAILED_PRECONDITION);
                    assertThat(failure.hint().orElseThrow()).contains("offsets 0 to 5 of events.raw-0");
                });
        assertThat(target.events(TOPIC, 0)).isEmpty();
    }

    @Test
    void aPlanMayGoOnOverWhatRetentionTookAndTellsIt() {
        source.fill(TOPIC, 0, 12);
        CopyPlan plan = plan(CopyPlan.Builder::goOverHoles);
        source.deleteBefore(TOPIC, 0, 5);

        CopyResult result = run(plan).run();

        assertThat(result.finished()).isTrue();
        assertThat(result.holes()).containsExactly(new CopyHole(FIRST, 0, 5));
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }

    @Test
    void theRangesOfTheFirstBeginningHold() {
        source.fill(TOPIC, 0, 8);
        run(plan(more -> more.definition("everything until now"))).run();
        source.fill(TOPIC, 0, 4);

        CopyResult again =
                run(plan(more -> more.definition("everything until now"))).run();

        assertThat(again.finished()).isTrue();
        assertThat(target.events(TOPIC, 0)).hasSize(8);
        assertThat(CopyRun.definition(to(), "night").orElseThrow().ranges()).containsEntry(FIRST, new CopyRange(0, 8));
    }

    @Test
    void anotherCopyOfTheSameNameIsAConflictThatChangesNothing() {
        source.fill(TOPIC, 0, 8);
        run(plan(more -> more.definition("everything"))).run();

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() ->
                        run(plan(more -> more.definition("something else"))).run())
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(CONFLICT));
        assertThat(target.events(TOPIC, 0)).hasSize(8);
    }

    @Test
    void theRateIsKept() {
        source.fill(TOPIC, 0, 50);
        var before = clock.instant();

        run(plan(more -> more.recordsPerSecond(10))).run();

        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(target.events(TOPIC, 0)).hasSize(50);
    }

    @Test
    void aContinuousCopyGoesOnUntilItsEndIsSet() throws InterruptedException {
        source.fill(TOPIC, 0, 10);
        CopyPlan plan = CopyPlan.create(
                "back", Map.of(FIRST, CopyRange.from(0)), CopyRule.everything(TOPIC), CopyPlan.Builder::keepOffsets);
        CopyRun run = run(plan);
        Thread thread = new Thread(run::run, "continuous-copy");
        thread.start();
        source.fill(TOPIC, 0, 10);

        run.endAt(Map.of(FIRST, 20L));
        thread.join(Duration.ofSeconds(60).toMillis());

        assertThat(thread.isAlive()).isFalse();
        assertThat(run.progress().totals().written()).isEqualTo(20);
        assertThat(run.progress().positions()).containsEntry(FIRST, 20L);
    }

    @Test
    void aStoppedCopyGoesOnWhereItWas() {
        source.fill(TOPIC, 0, 30);
        CopyRun[] stopped = new CopyRun[1];
        CopyPlan plan = plan(more -> more.listener(progress -> {
            if (progress.totals().written() >= 10) {
                stopped[0].stop();
            }
        }));
        stopped[0] = run(plan(more -> more.recordsPerSecond(100).listener(plan.listener())));

        CopyResult first = stopped[0].run();
        CopyResult second = run().run();

        assertThat(first.finished()).isFalse();
        assertThat(first.progress().totals().written()).isBetween(10L, 29L);
        assertThat(second.finished()).isTrue();
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }

    @Test
    void whatThrowsInARuleNamesTheEventAndKeepsWhatWasCopied() {
        source.fill(TOPIC, 0, 30);
        CopyRule rule = event -> {
            if (event.offset() == 17) {
                throw new IllegalStateException("not this one");
            }
            return CopyRule.everything(TOPIC).apply(event);
        };
        CopyPlan plan =
                CopyPlan.create("night", Map.of(FIRST, new CopyRange(0, 30)), rule, more -> more.transactionRecords(5));

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(plan).run())
                .withMessageContaining("events.raw-0@17");

        run().run();
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }
}
