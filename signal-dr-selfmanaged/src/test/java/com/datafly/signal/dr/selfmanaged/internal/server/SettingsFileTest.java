package com.datafly.signal.dr.selfmanaged.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {

    @TempDir
    Path directory;

    @Test
    void everyValueIsReadBackAsItWasWritten() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("archive_command", "cp '%p' \"/a b/%f\" # not a comment\\");
        settings.put("empty", "");
        settings.put("app.lines", "one\ntwo\r\\n\tthree");
        settings.put("umlaut", "Überfluß €");
        Path file = Files.writeString(directory.resolve("x.conf"), SettingsFile.text(settings));

        assertThat(SettingsFile.read(file)).containsExactlyEntriesOf(settings);
    }

    @Test
    void thePlainFormsOfPostgresqlConfAreRead() throws IOException {
        Path file = Files.writeString(directory.resolve("x.conf"), """
                # comment
                max_connections = 100\t\t# (change requires restart)
                #shared_buffers = 1GB
                fsync off
                  work_mem='4MB'#x
                include 'other.conf'
                include_if_exists = 'another.conf'
                work_mem = 5MB
                """);

        assertThat(SettingsFile.read(file))
                .isEqualTo(Map.of("max_connections", "100", "fsync", "off", "work_mem", "5MB"));
    }

    @Test
    void aMissingFileHasNoSettings() throws IOException {
        assertThat(SettingsFile.read(directory.resolve("none.conf"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a\nb", "1a", "a..b", "a'"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> SettingsFile.check(name, "x"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void aValueThatNoQuotingCarriesIsRefused() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> SettingsFile.check("work_mem", "4\0MB"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
