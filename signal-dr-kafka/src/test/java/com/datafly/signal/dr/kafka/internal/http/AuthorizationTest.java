package com.datafly.signal.dr.kafka.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {

    @Test
    void aTokenIsSentAsItIs() {
        try (Secret token = Secret.of("eyJ0eXAi.x_y-z~=")) {
            assertThat(Authorization.bearer(token).header()).contains("Bearer eyJ0eXAi.x_y-z~=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret\n", "s3cret\r\n", "two s3cret", "s3crét"})
    void aTokenThatNoHeaderCanHoldIsRefusedWithoutItsText(String text) {
        try (Secret token = Secret.of(text)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> Authorization.bearer(token))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cr"));
        }
    }
}
