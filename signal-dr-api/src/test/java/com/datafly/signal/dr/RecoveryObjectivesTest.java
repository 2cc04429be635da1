package com.datafly.signal.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

class RecoveryObjectivesTest {

    @Test
    void theTiersAreThoseOfTheGuide() {
        assertThat(RecoveryTier.STANDARD.objectives())
                .isEqualTo(new RecoveryObjectives(Duration.ofHours(1), Duration.ofHours(4)));
        assertThat(RecoveryTier.ENHANCED.objectives())
                .isEqualTo(new RecoveryObjectives(Duration.ofMinutes(15), Duration.ofHours(1)));
        assertThat(RecoveryTier.HIGH_AVAILABILITY.objectives())
                .isEqualTo(new RecoveryObjectives(Duration.ZERO, Duration.ofMinutes(15)));
    }

    @Test
    void whatCannotBeAnObjectiveIsRefused() {
        assertInvalid("rpo", Duration.ofSeconds(-1), Duration.ofHours(1));
        assertInvalid("rto", Duration.ZERO, Duration.ZERO);
        assertInvalid("rto", Duration.ZERO, Duration.ofSeconds(-1));
    }

    @Test
    void equalityIsByValue() {
        EqualsVerifier.forClass(RecoveryObjectives.class)
                .withPrefabValues(Duration.class, Duration.ofHours(1), Duration.ofHours(2))
                .verify();
    }

    private static void assertInvalid(String field, Duration rpo, Duration rto) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> new RecoveryObjectives(rpo, rto))
                .withMessageContaining(field)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
