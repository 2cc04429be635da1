package com.datafly.signal.dr.selfmanaged.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Tablespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupManifestTest {

    @Test
    void aTablespaceHasANumber() {
        assertThat(new Tablespace("4294967295", "/mnt").oid()).isEqualTo("4294967295");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../..", "1/2", "/etc", "-1", "1 ", "x", "\u0661", "12345678901"})
    void aTablespaceWhoseNameCouldLeadElsewhereIsRefused(String oid) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> new Tablespace(oid, "/mnt"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
    }
}
