package com.datafly.signal.dr.internal.events.copy;

import static com.datafly.signal.dr.ErrorCode.FAILED_PRECONDITION;
import static com.datafly.signal.dr.ErrorCode.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.Fault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources that do not reach the end of what was to be read, or take long to. */
@Timeout(60)
class CopyStandstillTest extends CopyFixture {

    @Test
    void aSourceThatWasCutBackEndsTheCopyAndWhatIsGoneIsNamed() {
        source.fill(TOPIC, 0, 12);
        CopyPlan plan = plan(more -> {});
        source.truncate(TOPIC, 0, 9);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(plan).run())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FAILED_PRECONDITION);
                    assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
                    assertThat(failure.retry()).isEqualTo(RetryAdvice.NEVER);
                    assertThat(failure.hint().orElseThrow()).contains("offsets 9 to 12 of events.raw-0");
                    assertThat(failure.details()).containsEntry("latest", "9").containsEntry("copied", "9");
                });
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }

    @Test
    void aPlanMayGoOnWithoutWhatWasCutOff() {
        source.fill(TOPIC, 0, 12);
        CopyPlan plan = plan(CopyPlan.Builder::goOverHoles);
        source.truncate(TOPIC, 0, 9);

        CopyResult result = run(plan).run();

        assertThat(result.finished()).isTrue();
        assertThat(result.holes()).containsExactly(new CopyHole(FIRST, 9, 12));
    }

    @Test
    void aSourceThatWasCutBackBelowWhatWasReadEndsTheCopy() {
        source.fill(TOPIC, 0, 12);
        CopyPlan plan = plan(CopyPlan.Builder::goOverHoles);
        run(CopyPlan.create("night", Map.of(FIRST, new CopyRange(0, 6)), CopyRule.everything(TOPIC), more -> {}))
                .run();
        source.truncate(TOPIC, 0, 2);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(plan).run())
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FAILED_PRECONDITION);
                    assertThat(failure.hint().orElseThrow())
                            .contains("events.raw-0 was cut back")
                            .contains("offset 6");
                });
    }

    @Test
    void aCountOfASourceThatWasCutBackIsRefused() {
        source.fill(TOPIC, 0, 12);
        Map<PartitionId, CopyRange> ranges = Map.of(FIRST, new CopyRange(0, 12));
        source.truncate(TOPIC, 0, 9);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> CopyCount.of(ranges, CopySource.of(from()), event -> true))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FAILED_PRECONDITION);
                    assertThat(failure.hint().orElseThrow()).contains("offsets 9 to 12 of events.raw-0");
                });
    }

    @Test
    void aTransactionThatHoldsTheSourceBackIsNotWaitedForForever() {
        source.fill(TOPIC, 0, 3);
        try (EventWriter writer = from().driver().writer(WriterSettings.transactional("producer"))) {
            writer.begin();
            writer.append(NewEvent.of(TOPIC, null, null).partition(0));
            CopyPlan plan = plan(more -> {});

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> run(plan).run())
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(UNAVAILABLE);
                        assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
                        assertThat(failure.problem()).contains("offsets 3 to 4 of events.raw-0");
                    });
            writer.abort();
        }
        assertThat(values(target, 0)).isEqualTo(values(source, 0));
    }

    @Test
    void aLongScanThatLetsNothingThroughCountsAsProgress() {
        source.fill(TOPIC, 0, 30_000);
        for (int poll = 1; poll <= 4; poll++) {
            source.faults().before("poll", poll, () -> clock.advance(Duration.ofSeconds(45)));
        }
        source.faults().before("poll", 5, () -> source.faults().next("poll", Fault.REFUSED));
        CopyRun run = run(nothing());

        CopyResult result = run.run();

        assertThat(result.finished()).isTrue();
        assertThat(result.progress().totals()).as("nothing was read twice").isEqualTo(new CopyTotals(30_000, 0, 0));
    }

    @Test
    void aLongScanThatLetsNothingThroughGoesOnWhereItWas() {
        source.fill(TOPIC, 0, 30_000);
        for (int poll = 1; poll <= 3; poll++) {
            source.faults().before("poll", poll, () -> clock.advance(Duration.ofSeconds(45)));
        }
        source.faults().before("poll", 4, () -> {
            throw new IllegalStateException("the end of this runner");
        });
        assertThatThrownBy(() -> run(nothing()).run()).hasMessageContaining("the end of this runner");
        int before = source.faults().count("poll");

        run(nothing()).run();

        assertThat(source.faults().count("poll") - before).isLessThan(5);
    }

    @Test
    void aRuleThatTakesLongDoesNotKeepATransactionOpen() {
        source.fill(TOPIC, 0, 10);
        CopyRule slow = event -> {
            clock.advance(Duration.ofMillis(600));
            return CopyRule.everything(TOPIC).apply(event);
        };
        int before = target.faults().count("commit");

        run(CopyPlan.create("night", Map.of(FIRST, new CopyRange(0, 10)), slow, more -> {}))
                .run();

        assertThat(target.faults().count("commit") - before).isGreaterThanOrEqualTo(5);
    }

    private CopyPlan nothing() {
        return CopyPlan.create("night", Map.of(FIRST, new CopyRange(0, 30_000)), event -> null, more -> {});
    }
}
