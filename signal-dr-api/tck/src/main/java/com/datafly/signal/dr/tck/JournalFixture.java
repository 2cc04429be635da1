package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens and closes the drivers of {@link JournalDriverContract}, and says its assertions in few words. */
abstract class JournalFixture {

    private final List<JournalDriver> opened = new ArrayList<>();
    private JournalHarness harness;
    private JournalDriver driver;

    /** Returns the place of this test, which is empty. */
    protected abstract JournalHarness harness();

    @BeforeEach
    final void openDriver() {
        harness = harness();
        driver = another();
    }

    @AfterEach
    final void closeDrivers() {
        opened.forEach(JournalDriver::close);
    }

    final JournalDriver driver() {
        return driver;
    }

    final JournalDriver another() {
        JournalDriver another = harness.open();
        opened.add(another);
        return another;
    }

    final JournalRegister set(String name, String content, Optional<String> expectedVersion) {
        return driver.setRegister(name, bytes(content), expectedVersion);
    }

    static void append(JournalDriver to, String log, long sequence, String... lines) {
        to.append(log, sequence, bytes(String.join("\n", lines) + "\n"));
    }

    /** Reads lines, each with its number before it, as in {@code 7 text}. */
    static List<String> lines(JournalDriver of, String log, long from) {
        List<String> numbered = new ArrayList<>();
        of.read(log, from, (first, lines) -> {
            long number = first;
            for (String line : text(lines).split("\n", -1)) {
                numbered.add(number + " " + line);
                number++;
            }
            assertThat(numbered.remove(numbered.size() - 1))
                    .as("what follows the last line feed")
                    .endsWith(" ");
        });
        return numbered;
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static void assertFails(ErrorCode code, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class).isThrownBy(action).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
        });
    }
}
