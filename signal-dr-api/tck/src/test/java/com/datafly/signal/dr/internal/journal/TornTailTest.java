package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a crash can leave at the end of a journal's file. */
class TornTailTest extends JournalsFixture {

    private static final List<String> TYPES = List.of("one", "two", "three");

    private byte[] whole;
    private Path logs;
    private Path file;

    @BeforeEach
    void writeAJournal() throws IOException {
        RunJournal journal = open().create("run-1", entries("one"));
        journal.append(entries("two", "three"));
        logs = folder.resolve("logs");
        file = logs.resolve("run-1.log");
        whole = Files.readAllBytes(file);
    }

    @Test
    void cutAnywhereItKeepsWhatIsCompleteAndGoesOn() throws IOException {
        for (int length = lines(1).length; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file, cut);
            int complete = JournalInput.lines(cut);
            byte[] torn = Arrays.copyOfRange(cut, lines(complete).length, length);

            RunJournal opened = open().open("run-1");
            assertThat(types(opened)).isEqualTo(TYPES.subList(0, complete));
            assertThat(opened.verify().isIntact()).isEqualTo(torn.length == 0);
            assertThat(opened.verify().problems())
                    .allSatisfy(problem -> assertThat(problem).contains(torn.length + " bytes"));
            opened.takeOver(entries("goes on"));

            RunJournal again = open().open("run-1");
            assertThat(types(again)).hasSize(complete + 1).endsWith("goes on");
            assertThat(again.verify().isIntact()).isTrue();
            assertThat(aside()).isEqualTo(torn.length == 0 ? List.of() : List.of(new String(torn, UTF_8)));
            clear();
        }
    }

    @Test
    void cutWithinItsFirstRecordItIsNoJournalAndCanBeBegun() throws IOException {
        for (int length = 0; length < lines(1).length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            failure(ErrorCode.NOT_FOUND, () -> open().open("run-1"));
            assertThat(open().runs()).isEmpty();
            open().create("run-1", entries("begun"));

            assertThat(types(open().open("run-1"))).containsExactly("begun");
            clear();
        }
    }

    @Test
    void whatWasNeverWrittenReadsAsNulAndIsCutOff() throws IOException {
        byte[] two = lines(2);
        byte[] line = Arrays.copyOfRange(whole, two.length, whole.length);
        byte[] hole = line.clone();
        Arrays.fill(hole, 10, 60, (byte) 0);
        byte[] lost = new byte[line.length];
        for (byte[] tail :
                List.of(new byte[1], new byte[5000], lost, hole, concat(hole, hole), concat(line, new byte[7]))) {
            Files.write(file, concat(two, tail));
            boolean kept = Arrays.equals(Arrays.copyOf(tail, line.length), line);

            RunJournal opened = open().open("run-1");
            assertThat(types(opened)).isEqualTo(TYPES.subList(0, kept ? 3 : 2));
            assertThat(opened.verify().isIntact()).isFalse();
            opened.takeOver(entries("goes on"));

            assertThat(open().open("run-1").verify().isIntact()).isTrue();
            assertThat(types(opened)).endsWith("goes on");
            assertThat(aside()).hasSize(1);
            clear();
        }
    }

    @Test
    void nothingIsCutOffThatWasKnownToBeDurable() throws IOException {
        Files.write(file, whole);
        RunJournal journal = open().open("run-1");
        journal.anchor();
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            DrException failure = failure(ErrorCode.INTEGRITY_FAILED, () -> open().open("run-1"));
            assertThat(failure.getMessage()).contains("run-1", "record 3 was noted");
            assertThat(Files.size(file)).isEqualTo(length);
        }
        assertThat(aside()).isEmpty();
    }

    @Test
    void aRunnerWhoseUnfinishedAppendWasCutOffByAnotherIsFenced() throws IOException {
        RunJournal stale = open().open("run-1");
        stale.takeOver(entries("four"));
        RunJournal fresh = open().open("run-1");
        Files.write(file, concat(Files.readAllBytes(file), "half a li".getBytes(UTF_8)));

        fresh.takeOver(entries("five"));

        failure(ErrorCode.FENCED, () -> stale.append(entries("six")));
        assertThat(types(fresh)).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void theFilesAreTheirOwnersOnly() throws IOException {
        open().open("run-1").anchor();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.filter(path -> !path.equals(folder)).toList()) {
                boolean lock = path.toString().contains("locks");
                String permissions = Files.getPosixFilePermissions(path).toString();
                assertThat(permissions).as(path.toString()).doesNotContain("OTHERS_WRITE");
                assertThat(lock || !(permissions.contains("OTHERS") || permissions.contains("GROUP")))
                        .as(path.toString())
                        .isTrue();
            }
        }
    }

    private Journals open() {
        return journals(FileJournal.open(folder));
    }

    private byte[] lines(int count) {
        int end = 0;
        for (int line = 0; line < count; line++) {
            while (whole[end] != '\n') {
                end++;
            }
            end++;
        }
        return Arrays.copyOf(whole, end);
    }

    private List<String> aside() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(path -> path.toString().endsWith(".torn"))
                    .map(TornTailTest::read)
                    .toList();
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            for (Path path : files.toList()) {
                Files.delete(path);
            }
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(one);
        bytes.writeBytes(other);
        return bytes.toByteArray();
    }
}
