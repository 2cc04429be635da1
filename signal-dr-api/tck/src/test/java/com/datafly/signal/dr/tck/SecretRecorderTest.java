package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretRecorderTest {

    private static final SecretRecorder RECORDER = SecretRecorder.create();
    private static final String VALUE;

    static {
        Secret planted = RECORDER.plant("password");
        VALUE = planted.use(String::new);
        planted.close();
    }

    static Stream<String> shapes() {
        byte[] bytes = VALUE.getBytes(UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        return Stream.of(
                VALUE,
                "jdbc:postgresql://db?password=" + URLEncoder.encode(VALUE, UTF_8) + "&ssl=true",
                Base64.getEncoder().encodeToString(bytes),
                "Basic " + Base64.getEncoder().encodeToString(("u:" + VALUE).getBytes(UTF_8)),
                "Basic " + Base64.getUrlEncoder().encodeToString(("user:" + VALUE + ":more").getBytes(UTF_8)),
                "Basic " + Base64.getEncoder().encodeToString(("us:" + VALUE).getBytes(UTF_8)),
                hex,
                hex.toUpperCase(Locale.ROOT),
                new StringBuilder(VALUE).reverse().toString(),
                new StringBuilder(hex).reverse().toString());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aSecretIsFoundInEveryShapeAndNotRepeated(String text) {
        SecretRecorder recorder = watching();
        recorder.search("the log", "before " + text + " after");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(recorder::assertNotLeaked)
                .withMessage("leaked: secret 'password' in the log")
                .withMessageNotContaining(VALUE);
    }

    @Test
    void whatIsNotTheSecretIsLeftAlone() {
        SecretRecorder recorder = watching();
        recorder.search("the log", "Pl4nt ******** " + VALUE.substring(0, VALUE.length() - 1));
        recorder.search("the answer", new byte[1000]);

        assertThatCode(recorder::assertNotLeaked).doesNotThrowAnyException();
    }

    @Test
    void failuresAreSearchedToTheirRoots() {
        RuntimeException suppressed = new IllegalStateException("tried " + VALUE);
        RuntimeException cause = new IllegalStateException("harmless");
        cause.addSuppressed(suppressed);
        assertLeak(new RuntimeException("harmless", cause));
        assertLeak(DrException.create(ErrorCode.UNKNOWN, "log in", "no", failure -> failure.detail("user", VALUE)));
        assertLeak(DrException.create(ErrorCode.UNKNOWN, "log in", "no", failure -> failure.hint("Use " + VALUE)));
    }

    @Test
    void filesAndTheirNamesAreSearched(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/log"), "x" + VALUE);
        SecretRecorder recorder = watching();
        recorder.search(folder);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(recorder::assertNotLeaked)
                .withMessageContaining("file " + folder.resolve("a/log"));
    }

    @Test
    void whatIsPrintedIsSearched() {
        SecretRecorder recorder = watching();
        try (CapturedOutput output = recorder.captureOutput()) {
            System.err.println("harmless");
            assertThat(output.text()).contains("harmless");
        }
        assertThatCode(recorder::assertNotLeaked).doesNotThrowAnyException();
        try (CapturedOutput output = recorder.captureOutput()) {
            System.out.println(new StringBuilder(VALUE).reverse());
            assertThat(output.text()).isNotEmpty();
        }
        assertThatExceptionOfType(AssertionError.class).isThrownBy(recorder::assertNotLeaked);
    }

    @Test
    void withoutASecretNothingIsProven() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(SecretRecorder.create()::assertNotLeaked);
    }

    private static void assertLeak(Throwable failure) {
        SecretRecorder recorder = watching();
        recorder.search("a failure", failure);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(recorder::assertNotLeaked);
    }

    private static SecretRecorder watching() {
        SecretRecorder recorder = SecretRecorder.create();
        recorder.watch("password", VALUE);
        return recorder;
    }
}
