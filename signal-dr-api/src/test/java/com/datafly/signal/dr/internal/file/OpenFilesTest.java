package com.datafly.signal.dr.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {

    @TempDir
    private Path folder;

    private final OpenFiles files = new OpenFiles();
    private final List<RandomAccessFile> lent = new ArrayList<>();

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void aFileStaysOpenUntilTheEnd() throws IOException {
        Path file = file("a");
        use(file);
        use(file);

        assertThat(lent.get(1)).isSameAs(lent.get(0));
        files.close();
        assertClosed(lent.get(0));
    }

    @Test
    void whatTookAFilesPlaceIsOpenedAnew() throws IOException {
        Path file = file("a");
        use(file);
        Files.move(file("b"), file, StandardCopyOption.REPLACE_EXISTING);
        use(file);

        assertThat(lent.get(1)).isNotSameAs(lent.get(0));
        assertClosed(lent.get(0));
        assertThat(lent.get(1).length()).isEqualTo(1);
    }

    @Test
    void fewFilesAreKeptOpen() throws IOException {
        for (int i = 0; i < 9; i++) {
            use(file("file-" + i));
        }

        assertClosed(lent.get(0));
        assertThat(lent.get(1).getChannel().isOpen()).isTrue();
    }

    @Test
    void aFileThatFailedIsNotKept() throws IOException {
        Path file = file("a");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> files.with(file, open -> {
                    lent.add(open);
                    throw new IOException("the disk is full");
                }));

        assertClosed(lent.get(0));
    }

    @Test
    void afterTheEndFilesAreClosedAtOnce() throws IOException {
        files.close();
        use(file("a"));

        assertClosed(lent.get(0));
    }

    @Test
    void aFileThatIsGoneIsNotMade() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> use(folder.resolve("none")));
        assertThat(folder).isEmptyDirectory();
    }

    private Path file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), name.substring(0, 1));
    }

    private void use(Path file) throws IOException {
        files.with(file, lent::add);
    }

    private static void assertClosed(RandomAccessFile file) {
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> file.getChannel().size());
    }
}
