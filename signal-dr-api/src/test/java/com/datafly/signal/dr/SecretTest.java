package com.datafly.signal.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void itIsLentAndNotShown() {
        try (Secret secret = Secret.of("hush")) {
            assertThat(text(secret)).isEqualTo("hush");
            assertThat(secret).hasToString("********");
            assertThat(String.format("%s", secret)).doesNotContain("hush");
        }
    }

    @Test
    void whatWasGivenMayBeCleared() {
        char[] given = "hush".toCharArray();
        Secret secret = Secret.of(given);
        Arrays.fill(given, 'x');

        assertThat(text(secret)).isEqualTo("hush");
    }

    @Test
    void whatWasLentIsCleared() {
        AtomicReference<char[]> kept = new AtomicReference<>();
        Secret.of("hush").use(characters -> {
            kept.set(characters);
            return characters.length;
        });

        assertThat(kept.get()).containsOnly('\0');
    }

    @Test
    void aClosedSecretIsNotLent() {
        Secret secret = Secret.of("hush");
        secret.close();
        secret.close();

        assertThatIllegalStateException().isThrownBy(() -> secret.use(String::new));
    }

    @Test
    void itIsNotSerialised() throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(() -> out.writeObject(Secret.of("hush")));
        }
    }

    @Test
    void twoSecretsAreNotComparedByTheirValues() {
        assertThat(Secret.of("hush")).isNotEqualTo(Secret.of("hush"));
    }

    private static String text(Secret secret) {
        return secret.use(String::new);
    }
}
