package com.datafly.signal.dr.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Instant;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTargetTest {

    @Test
    void aTimeWithItsZoneIsAnInstant() {
        Instant instant = Instant.parse("2025-01-15T10:30:00Z");

        assertThat(RecoveryTarget.at("2025-01-15T10:30:00Z")).isEqualTo(RecoveryTarget.at(instant));
        assertThat(RecoveryTarget.at("2025-01-15T11:30:00+01:00")).isEqualTo(RecoveryTarget.at(instant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2025-01-15T10:30:00", "2025-01-15", "2025-01-15 10:30:00Z", "now"})
    void aTimeThatCouldMeanSeveralInstantsIsRefused(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RecoveryTarget.at(text))
                .withMessageContaining("'" + text + "'")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void eachKindSaysWhatItIs() {
        assertThat(RecoveryTarget.latest()).hasToString("latest");
        assertThat(RecoveryTarget.at(Lsn.parse("0/A"))).hasToString("LSN 0/A");
        assertThat(RecoveryTarget.snapshot("s-1")).hasToString("snapshot s-1");
        assertThat(RecoveryTarget.at(Instant.EPOCH)).hasToString("1970-01-01T00:00:00Z");
    }

    @Test
    void equalityIsByValue() {
        EqualsVerifier.forClass(RecoveryTarget.AtInstant.class).verify();
        EqualsVerifier.forClass(RecoveryTarget.AtLsn.class).verify();
        EqualsVerifier.forClass(RecoveryTarget.AtSnapshot.class).verify();
        assertThat(RecoveryTarget.latest()).isEqualTo(RecoveryTarget.latest());
    }
}
