package com.datafly.signal.dr.playbook.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.report.CanaryPoint;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CanaryReading;
import com.datafly.signal.dr.verify.CanaryRow;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a step keeps of a recovery point says the same as the measurement did, in another process too. */
class RecoveryPointSeenTest {

    private static final Instant START = Instant.parse("2025-01-15T10:00:00Z");
    private static final Instant TARGET = START.plusSeconds(30);
    private static final Instant DISRUPTION = START.plusMillis(61_400);
    private static final List<CanaryRow> WRITTEN = IntStream.rangeClosed(1, 60)
            .mapToObj(i -> CanaryRow.of("s", i, START.plusSeconds(i), "n" + i))
            .toList();

    @Test
    void itsGradesAreTheMeasurements() {
        for (RecoveryPointMeasurement measured : measurements()) {
            RecoveryPointSeen kept = kept(measured);
            for (RecoveryTier tier : RecoveryTier.values()) {
                assertThat(kept.grade(tier.objectives()))
                        .usingRecursiveComparison()
                        .isEqualTo(measured.grade(tier.objectives()));
            }
        }
    }

    @Test
    void itsPlotIsTheMeasurements() {
        for (RecoveryPointMeasurement measured : measurements()) {
            assertThat(report(it -> it.recoveryPoint(kept(measured), RecoveryTier.ENHANCED.objectives())))
                    .usingRecursiveComparison()
                    .isEqualTo(report(it -> it.recoveryPoint(measured, RecoveryTier.ENHANCED.objectives())));
        }
        assertThat(kept(measurements().get(1)).canaries().count(CanaryPoint.State.GIVEN_UP))
                .isEqualTo(30);
    }

    @Test
    void additionsToAReportKeepWhatIsThere() {
        Report measured = report(it ->
                it.atBest(Verdict.UNPROVEN).recoveryPoint(measurements().get(1), RecoveryTier.ENHANCED.objectives()));

        Report more = measured.with(it -> it.fact("Before", "rows", 60).tier(RecoveryTier.ENHANCED));

        assertThat(more.facts().get("Before")).containsEntry("rows", "60");
        assertThat(more.tier()).contains(RecoveryTier.ENHANCED);
        assertThat(more.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(more)
                .usingRecursiveComparison()
                .ignoringFields("facts", "tier")
                .isEqualTo(measured);
    }

    /** Fully restored, restored to a target, with a loss, with a hole, nothing restored. */
    private static List<RecoveryPointMeasurement> measurements() {
        List<CanaryRow> holed = IntStream.range(0, 50)
                .filter(i -> i != 7)
                .mapToObj(WRITTEN::get)
                .toList();
        return List.of(
                measure(WRITTEN, known -> known.disruptedAt(DISRUPTION)),
                measure(
                        WRITTEN.subList(0, 30),
                        known -> known.disruptedAt(DISRUPTION).target(TARGET).clockPrecision(Duration.ofMillis(3))),
                measure(WRITTEN.subList(0, 50), known -> known.disruptedAt(DISRUPTION)),
                measure(WRITTEN, known -> {}),
                measure(holed, known -> known.disruptedAt(DISRUPTION)),
                measure(List.of(), known -> known.disruptedAt(DISRUPTION)));
    }

    private static RecoveryPointMeasurement measure(
            List<CanaryRow> restored, Consumer<RecoveryPointMeasurement.Builder> more) {
        return RecoveryPointMeasurement.of(
                CanaryReading.of(restored), known -> more.accept(known.acknowledged(WRITTEN)));
    }

    private static RecoveryPointSeen kept(RecoveryPointMeasurement measured) {
        return Values.read(Values.write(RecoveryPointSeen.of(measured)), RecoveryPointSeen.class);
    }

    private static Report report(Consumer<Report.Builder> more) {
        return Report.create("Recovery", "orders", START, more);
    }
}
