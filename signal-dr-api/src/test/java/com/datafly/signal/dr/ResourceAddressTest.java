package com.datafly.signal.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceAddressTest {

    @Test
    void theSchemeEndsAtTheFirstColon() {
        ResourceAddress address = ResourceAddress.parse("postgres:localhost:5432/datafly");

        assertThat(address.scheme()).isEqualTo("postgres");
        assertThat(address.location()).isEqualTo("localhost:5432/datafly");
        assertThat(address).hasToString("postgres:localhost:5432/datafly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "postgres", ":x", "postgres:", "Postgres:x", "1a:x", "postgres:a b"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ResourceAddress.parse(text))
                .withMessageContaining("'" + text + "'")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://u:hush@h/db", "redis://:hush@h", "postgres://u:hush@h/ db"})
    void aPasswordIsRefusedAndNotRepeated(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ResourceAddress.parse(text))
                .withMessageNotContaining("hush");
    }

    @Test
    void equalityIsByValue() {
        EqualsVerifier.forClass(ResourceAddress.class)
                .withPrefabValues(String.class, "aws-rds", "gcp-sql")
                .verify();
    }
}
