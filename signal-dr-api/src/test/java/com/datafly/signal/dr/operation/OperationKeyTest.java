package com.datafly.signal.dr.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a b", "a/b", "ä"})
    void whatSomeProviderRefusesIsRefused(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> new OperationKey(text))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aKeyHasAtMost63Characters() {
        assertThat(new OperationKey("a".repeat(63))).hasToString("a".repeat(63));
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> new OperationKey("a".repeat(64)));
    }

    @Test
    void randomKeysDiffer() {
        assertThat(OperationKey.random()).isNotEqualTo(OperationKey.random());
    }

    @Test
    void aDerivedKeyIsAlwaysTheSameForTheSameWork() {
        OperationKey key = OperationKey.derive("run", "step", 1, "request");

        assertThat(OperationKey.derive("run", "step", 1, "request")).isEqualTo(key);
        assertThat(key.value()).matches("op-[0-9a-f]{40}");
        assertThat(OperationKey.derive("run", "step", 2, "request")).isNotEqualTo(key);
        assertThat(OperationKey.derive("run", "step", 1, "other")).isNotEqualTo(key);
        assertThat(OperationKey.derive("runs", "tep", 1, "request")).isNotEqualTo(key);
    }

    @Test
    void equalityIsByValue() {
        EqualsVerifier.forClass(OperationKey.class)
                .withPrefabValues(String.class, "one", "other")
                .verify();
    }
}
