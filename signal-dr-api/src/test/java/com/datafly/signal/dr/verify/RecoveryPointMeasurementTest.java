package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryPointMeasurementTest {

    private static final Instant START = Instant.parse("2025-01-15T10:00:00Z");
    private static final RecoveryObjectives QUARTER = RecoveryTier.ENHANCED.objectives();
    private static final RecoveryObjectives NONE = RecoveryTier.HIGH_AVAILABILITY.objectives();

    private final List<CanaryRow> written = rows(60, false);

    @Test
    void lossIsTheTimeFromTheNewestRestoredRowToTheDisruption() {
        RecoveryPointMeasurement measured = measure(written.subList(0, 50), START.plusSeconds(61));
        assertThat(measured.achieved()).hasValue(Duration.ofSeconds(11));
        assertThat(measured.errorBar()).isEqualTo(Duration.ofSeconds(1));
        assertThat(measured.lost()).hasSize(10);
        assertThat(measured.grade(QUARTER).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(measured.grade(new RecoveryObjectives(Duration.ofSeconds(9), Duration.ofHours(1)))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void nothingRestoredOrNoKnownDisruptionIsUnprovenAndNotZero() {
        assertThat(measure(List.of(), START.plusSeconds(61)).grade(QUARTER).verdict())
                .isEqualTo(Verdict.UNPROVEN);
        assertThat(measure(List.of(), START.plusSeconds(61)).achieved()).isEmpty();
        RecoveryPointMeasurement unknown =
                RecoveryPointMeasurement.of(CanaryReading.of(written), known -> known.acknowledged(written));
        assertThat(unknown.achieved()).isEmpty();
        assertThat(unknown.grade(QUARTER).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aHoleIsAFailureHoweverFreshTheRest() {
        List<CanaryRow> holed = new ArrayList<>(written);
        holed.subList(20, 23).clear();
        RecoveryPointMeasurement measured = measure(holed, START.plusSeconds(61));
        assertThat(measured.defects())
                .containsExactly("canaries 21 to 23 missing between 2025-01-15T10:00:20Z and 2025-01-15T10:00:24Z");
        assertThat(measured.integrity()).isEqualTo(Verdict.FAILED);
        assertThat(measured.grade(QUARTER).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aRowMissingAtTheHeadOrAMissingOlderSeriesIsAHoleToo() {
        assertThat(measure(written.subList(5, 60), START.plusSeconds(61)).defects())
                .hasSize(5);
        List<CanaryRow> known = new ArrayList<>(written);
        known.add(CanaryRow.of("other", 1, START.plusSeconds(3), "n"));
        assertThat(RecoveryPointMeasurement.of(
                                CanaryReading.of(written),
                                k -> k.acknowledged(known).disruptedAt(START.plusSeconds(61)))
                        .defects())
                .hasSize(1);
    }

    @Test
    void aForeignNonceIsAFailure() {
        List<CanaryRow> forged = new ArrayList<>(written);
        forged.set(7, CanaryRow.of("s", 8, START.plusSeconds(8), "forged"));
        assertThat(measure(forged, START.plusSeconds(61)).grade(QUARTER).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatIsBehindTheChosenTargetIsGivenUpAndCountedApart() {
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(
                CanaryReading.of(written.subList(0, 30)),
                known -> known.acknowledged(written)
                        .disruptedAt(START.plusSeconds(61))
                        .target(START.plusMillis(30_500)));
        assertThat(measured.achieved()).hasValue(Duration.ofMillis(500));
        assertThat(measured.lost()).isEmpty();
        assertThat(measured.givenUp()).hasSize(30);
        assertThat(measured.givenUpTime()).isEqualTo(Duration.ofMillis(30_500));
        assertThat(measured.grade(QUARTER).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aRowFromBeyondTheTargetIsAFailure() {
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(
                CanaryReading.of(written.subList(0, 31)),
                known -> known.acknowledged(written)
                        .disruptedAt(START.plusSeconds(61))
                        .target(START.plusMillis(30_500)));
        assertThat(measured.integrity()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void noLossAtAllNeedsEveryAcknowledgedRowAndASynchronousStandby() {
        List<CanaryRow> confirmed = rows(60, true);
        Instant disruption = START.plusSeconds(61);
        assertThat(measure(written, disruption).grade(NONE).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(of(confirmed, confirmed, disruption).grade(NONE).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(of(confirmed.subList(0, 59), confirmed, disruption)
                        .grade(NONE)
                        .verdict())
                .isEqualTo(Verdict.FAILED);
        RecoveryPointMeasurement unknown =
                RecoveryPointMeasurement.of(CanaryReading.of(confirmed), known -> known.disruptedAt(disruption));
        assertThat(unknown.grade(NONE).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void rowsAcknowledgedAfterTheDisruptionAreNotMissed() {
        RecoveryPointMeasurement measured = measure(written.subList(0, 30), START.plusMillis(30_200));
        assertThat(measured.lost()).isEmpty();
        assertThat(measured.achieved()).hasValue(Duration.ofMillis(200));
    }

    private RecoveryPointMeasurement measure(List<CanaryRow> restored, Instant disruption) {
        return of(restored, written, disruption);
    }

    private static RecoveryPointMeasurement of(
            List<CanaryRow> restored, List<CanaryRow> acknowledged, Instant disruption) {
        return RecoveryPointMeasurement.of(
                CanaryReading.of(restored),
                known -> known.acknowledged(acknowledged).disruptedAt(disruption));
    }

    private static List<CanaryRow> rows(int count, boolean synchronous) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i ->
                        new CanaryRow("s", i, START.plusSeconds(i), "nonce" + i, Duration.ofMillis(2), synchronous))
                .toList();
    }
}
