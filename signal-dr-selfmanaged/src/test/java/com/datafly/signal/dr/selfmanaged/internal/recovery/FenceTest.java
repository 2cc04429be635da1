package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive_command",
                "Archive_Command",
                "PRIMARY_CONNINFO",
                "Recovery_Target_Timeline",
                "SUMMARIZE_WAL",
                "include",
                "include_if_exists",
                "Include_Dir"
            })
    void aSettingThatCouldOpenTheFenceIsRefusedHoweverItIsWritten(String name) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Fence.refuse(name))
                .withMessageContaining(name)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void theNameOfTheCopysMarkIsRefusedInCapitalsToo() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Fence.refuse(CopyMark.SETTING.toUpperCase(Locale.ROOT)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"work_mem", "DateStyle", "my.include"})
    void anyOtherSettingIsTaken(String name) {
        assertThatCode(() -> Fence.refuse(name)).doesNotThrowAnyException();
    }
}
