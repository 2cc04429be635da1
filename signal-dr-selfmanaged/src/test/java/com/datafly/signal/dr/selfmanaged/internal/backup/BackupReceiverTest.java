package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupReceiverTest {

    @Test
    void anArchiveIsOfTheDataDirectoryOrOfATablespace() {
        assertThat(BackupReceiver.placeOf("base.tar")).isEmpty();
        assertThat(BackupReceiver.placeOf("16400.tar")).isEqualTo("pg_tblspc/16400/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".tar", "../...tar", "../../x.tar", "1/2.tar", "16400", "16400.tar.gz", "base", "x.tar"})
    void anArchiveOfAnyOtherNameIsRefused(String name) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> BackupReceiver.placeOf(name))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
    }
}
