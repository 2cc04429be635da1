package com.datafly.signal.dr.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupWindowTest {

    @Test
    void aWindowIsReadAndWrittenInOneForm() {
        BackupWindow window = BackupWindow.parse("02:00-03:30");

        assertThat(window).isEqualTo(new BackupWindow(LocalTime.of(2, 0), LocalTime.of(3, 30)));
        assertThat(window).hasToString("02:00-03:30");
        assertThat(window.length()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void aWindowMayGoOverMidnight() {
        assertThat(BackupWindow.parse("23:45-00:15").length()).isEqualTo(Duration.ofMinutes(30));
        assertThat(BackupWindow.parse("00:01-00:00").length()).isEqualTo(Duration.ofMinutes(1439));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2:00-3:00", "02:00", "02:00-24:00", "02:60-03:00", "02:00-02:00", "02:00 - 03:00"})
    void anotherFormIsRefused(String text) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> BackupWindow.parse(text))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(failure.effect()).isEqualTo(Effect.NONE);
                    assertThat(failure.hint()).isPresent();
                });
    }

    @Test
    void secondsAreRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> new BackupWindow(LocalTime.of(2, 0, 1), LocalTime.of(3, 0)))
                .withMessageContaining("02:00:01");
    }
}
