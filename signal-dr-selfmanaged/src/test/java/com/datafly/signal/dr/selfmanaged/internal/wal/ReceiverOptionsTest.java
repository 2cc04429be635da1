package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverOptionsTest {

    private static final Path SPOOL = Path.of("spool");

    @ParameterizedTest
    @ValueSource(strings = {"", "Slot", "a-b", "a b", "a\"b"})
    void aNameThatIsNoneForASlotIsRefused(String slot) {
        assertRefused(() -> ReceiverOptions.create(slot, SPOOL, options -> {}));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        List<Consumer<ReceiverOptions.Builder>> wrong = List.of(
                options -> options.tailInterval(Duration.ZERO),
                options -> options.statusInterval(Duration.ofSeconds(-1)),
                options -> options.retentionLimit(0),
                options -> options.spoolLimit(-1));
        for (Consumer<ReceiverOptions.Builder> setting : wrong) {
            assertRefused(() -> ReceiverOptions.create("dr", SPOOL, setting));
        }
    }

    @Test
    void theSlotNamesTheApplicationUnlessItHasANameOfItsOwn() {
        assertThat(ReceiverOptions.create("dr", SPOOL, options -> {}).applicationName())
                .isEqualTo("dr");
        assertThat(ReceiverOptions.create("dr", SPOOL, options -> options.applicationName("other"))
                        .applicationName())
                .isEqualTo("other");
    }

    private static void assertRefused(Runnable creation) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(creation::run)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
