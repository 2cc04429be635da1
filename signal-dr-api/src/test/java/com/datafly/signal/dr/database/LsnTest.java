package com.datafly.signal.dr.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @Test
    void itIsReadAndWrittenInTheNotationOfPostgres() {
        assertThat(Lsn.parse("16/B374D848").value()).isEqualTo(0x16_B374_D848L);
        assertThat(Lsn.parse("16/b374d848")).hasToString("16/B374D848");
        assertThat(Lsn.parse("0/0")).isEqualTo(Lsn.ZERO);
        assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF").value()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "16/", "/1", "16/G", "16/123456789", "16/1/1", " 16/1"})
    void whatIsNoLsnIsRefused(String text) {
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> Lsn.parse(text));
    }

    @Test
    void theOrderIsUnsigned() {
        Lsn low = Lsn.parse("0/1");
        Lsn high = Lsn.parse("FFFFFFFF/0");

        assertThat(low).isLessThan(high);
        assertThat(low.isBefore(high)).isTrue();
        assertThat(high.isAfter(low)).isTrue();
        assertThat(low.isAfter(low)).isFalse();
        assertThat(low.plus(15)).isEqualTo(Lsn.parse("0/10"));
        assertThat(low.plus(15).minus(low)).isEqualTo(15);
    }

    @Test
    void equalityIsByValue() {
        EqualsVerifier.forClass(Lsn.class).verify();
    }
}
