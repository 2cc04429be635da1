package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.RecoveryTier;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTimeMeasurementTest {

    private static final RecoveryObjectives OBJECTIVES = RecoveryTier.ENHANCED.objectives();

    @Test
    void theSumOfAllSegmentsIsGraded() {
        RecoveryTimeMeasurement measured = RecoveryTimeMeasurement.of(t -> t.detect(Duration.ofMinutes(5))
                .declare(Duration.ofMinutes(5))
                .approve(Duration.ZERO)
                .execute(Duration.ofMinutes(45))
                .verify(Duration.ofMinutes(5)));
        assertThat(measured.total()).hasValue(Duration.ofHours(1));
        assertThat(measured.grade(OBJECTIVES).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(measured.grade(RecoveryTier.HIGH_AVAILABILITY.objectives()).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void aMissingSegmentIsUnprovenAndNotZero() {
        RecoveryTimeMeasurement measured = RecoveryTimeMeasurement.of(t -> t.execute(Duration.ofMinutes(10)));
        assertThat(measured.total()).isEmpty();
        assertThat(measured.grade(OBJECTIVES).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(measured.grade(OBJECTIVES).summary()).contains("detect, declare, approve, verify");
    }

    @Test
    void whatIsMeasuredMayAloneBeTooMuch() {
        RecoveryTimeMeasurement measured = RecoveryTimeMeasurement.of(t -> t.execute(Duration.ofMinutes(61)));
        assertThat(measured.grade(OBJECTIVES).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aNegativeDurationIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RecoveryTimeMeasurement.of(t -> t.detect(Duration.ofSeconds(-1))));
    }

    @Test
    void anErrorBarThatHidesTheObjectiveIsUnproven() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(Grade.measured("RPO", minute, Duration.ofSeconds(59), Duration.ofSeconds(1))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(Grade.measured("RPO", minute, minute, Duration.ofSeconds(1)).verdict())
                .isEqualTo(Verdict.UNPROVEN);
        assertThat(Grade.measured("RPO", minute, Duration.ofSeconds(62), Duration.ofSeconds(1))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
    }
}
