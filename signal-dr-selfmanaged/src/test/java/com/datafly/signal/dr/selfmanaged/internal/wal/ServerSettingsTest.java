package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

    @ParameterizedTest
    @CsvSource({"16MB, 16777216", "1GB, 1073741824", "512kB, 524288", "8192, 8192"})
    void sizesAreReadAsShowPrintsThem(String text, int bytes) {
        assertThat(ServerSettings.bytes("wal_segment_size", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1min, PT1M", "90s, PT90S", "1500ms, PT1.5S", "0, PT0S", "2h, PT2H", "1d, PT24H"})
    void timesAreReadAsShowPrintsThem(String text, Duration duration) {
        assertThat(ServerSettings.duration("wal_sender_timeout", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "1 parsec", "-1"})
    void whatIsNeitherIsRefused(String text) {
        assertThatExceptionOfType(DrException.class).isThrownBy(() -> ServerSettings.bytes("wal_segment_size", text));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> ServerSettings.duration("wal_sender_timeout", text));
    }
}
