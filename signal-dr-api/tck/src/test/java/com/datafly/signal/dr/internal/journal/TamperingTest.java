package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is changed in a journal is found. */
class TamperingTest extends JournalsFixture {

    private static final int RECORDS = 5;

    private Path file;
    private Journals journals;
    private byte[] whole;

    @BeforeEach
    void writeAJournal() throws IOException {
        journals = journals(FileJournal.open(folder));
        write(journals);
        file = folder.resolve("logs/run-1.log");
        whole = Files.readAllBytes(file);
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        Files.delete(folder.resolve("registers/head/run-1"));
        byte[] flipped = whole.clone();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThat(journals.verify("run-1").isIntact()).as("bit %d", bit).isFalse();
            flipped[bit / 8] = whole[bit / 8];
        }
        Files.write(file, whole);
        assertThat(journals.verify("run-1").isIntact()).isTrue();
    }

    @Test
    void everyFlippedBitOfAnObjectIsFound() {
        InMemoryObjectStore store = InMemoryObjectStore.create("journals");
        Journals stored = journals(ObjectStoreJournal.over(store));
        write(stored);
        for (ObjectInfo object : store.list("logs/", "", 10)) {
            byte[] content = content(store, object.key());
            for (int bit = 0; bit < content.length * 8; bit++) {
                content[bit / 8] ^= (byte) (1 << bit % 8);
                store.write(object.key(), content, Precondition.none());
                assertThat(stored.verify("run-1").isIntact()).as("bit %d", bit).isFalse();
                content[bit / 8] ^= (byte) (1 << bit % 8);
            }
            store.write(object.key(), content, Precondition.none());
        }
        assertThat(stored.verify("run-1").isIntact()).isTrue();
    }

    @Test
    void aChangedRecordIsNamedWhereverItStands() throws IOException {
        List<String> lines = lines();
        for (int changed = 0; changed < RECORDS; changed++) {
            List<String> forged = new ArrayList<>(lines);
            forged.set(changed, lines.get(changed).replace("\"about\"", "\"About\""));
            Files.writeString(file, String.join("", forged));

            DrException failure = failure(ErrorCode.INTEGRITY_FAILED, () -> journals.open("run-1"));
            assertThat(failure.getMessage()).contains("run-1", "record " + (changed + 1) + " ", "HINT: ");
            assertThat(journals.verify("run-1").head().sequence()).isEqualTo(changed);
        }
    }

    @Test
    void everyRemovedSwappedOrRepeatedRecordIsFound() throws IOException {
        List<String> lines = lines();
        for (int one = 0; one < RECORDS; one++) {
            for (int other = one; other < RECORDS; other++) {
                List<String> removed = new ArrayList<>(lines);
                removed.subList(one, other + 1).clear();
                assertFound(removed);
                List<String> repeated = new ArrayList<>(lines);
                repeated.add(other + 1, lines.get(one));
                assertFound(repeated);
                List<String> moved = new ArrayList<>(lines);
                moved.add(other, moved.remove(one));
                List<String> swapped = new ArrayList<>(lines);
                Collections.swap(swapped, one, other);
                if (one != other) {
                    assertFound(moved);
                    assertFound(swapped);
                }
            }
        }
    }

    @Test
    void everyRemovedSwappedOrRepeatedObjectIsFound() {
        InMemoryObjectStore store = InMemoryObjectStore.create("journals");
        Journals stored = journals(ObjectStoreJournal.over(store));
        write(stored);
        List<String> keys =
                store.list("logs/", "", 10).stream().map(ObjectInfo::key).toList();
        for (String key : keys) {
            byte[] content = content(store, key);
            store.delete(key, Precondition.none());
            assertThat(stored.verify("run-1").isIntact()).as("without " + key).isFalse();
            for (String other : keys) {
                if (!other.equals(key)) {
                    store.write(key, content(store, other), Precondition.none());
                    assertThat(stored.verify("run-1").isIntact())
                            .as(other + " as " + key)
                            .isFalse();
                }
            }
            store.write(key, content, Precondition.none());
            for (int place = 1; place <= RECORDS + 2; place++) {
                String free = "logs/run-1/000000000000000" + place;
                if (!keys.contains(free)) {
                    store.write(free, content, Precondition.none());
                    assertThat(stored.verify("run-1").isIntact())
                            .as(key + " as " + free)
                            .isFalse();
                    store.delete(free, Precondition.none());
                }
            }
        }
        store.write("logs/run-1/x", new byte[0], Precondition.none());
        assertThat(stored.verify("run-1").isIntact()).isFalse();
        store.delete("logs/run-1/x", Precondition.none());
        assertThat(stored.verify("run-1").isIntact()).isTrue();
    }

    @Test
    void aJournalThatWasWrittenAnewAfterTheAnchorIsFound() throws IOException {
        Files.delete(file);
        Journals forger = journals(FileJournal.open(folder));
        forger.create("run-1", entries("one", "two", "three", "four", "five"));

        failure(ErrorCode.INTEGRITY_FAILED, () -> journals.open("run-1"));
        assertThat(journals.verify("run-1").problems())
                .containsExactly("record 5 is not the one that was noted as the last");
    }

    @Test
    void aLogThatIsCutOffUnderItsWriterIsNotTakenForAnotherRunner() throws IOException {
        RunJournal journal = journals.create("run-2", entries("one"));
        journal.append(entries("two"));
        SharedLog inbox = journals.inbox("run-2");
        inbox.append(entries("one"));
        inbox.append(entries("two"));
        for (String log : List.of("run-2", "run-2.inbox")) {
            Path cut = folder.resolve("logs/" + log + ".log");
            Files.writeString(cut, Files.readAllLines(cut).get(0) + "\n");
        }

        DrException gone = failure(ErrorCode.INTEGRITY_FAILED, () -> journal.append(entries("three")));
        assertThat(gone.getMessage()).contains("run-2", "record 2 was there and is gone");
        failure(ErrorCode.INTEGRITY_FAILED, () -> inbox.append(entries("three")));
    }

    @Test
    void theChainCanBeCheckedByHand() throws IOException {
        String before = JournalHead.empty().hash();
        for (String line : lines()) {
            String json = line.substring(65, line.length() - 1);
            assertThat(Hashes.sha256(before + json)).isEqualTo(line.substring(0, 64));
            before = line.substring(0, 64);
        }
        assertThat(journals.open("run-1").head().hash()).isEqualTo(before);
    }

    private void assertFound(List<String> lines) throws IOException {
        Files.writeString(file, String.join("", lines));
        assertThat(journals.verify("run-1").isIntact())
                .as(String.join("", lines))
                .isFalse();
    }

    private List<String> lines() {
        return List.of(new String(whole, UTF_8).split("(?<=\n)", -1)).subList(0, RECORDS);
    }

    private static void write(Journals journals) {
        RunJournal journal = journals.create("run-1", entries("one"));
        journal.append(entries("two", "three"));
        journal.append(entries("four"));
        journal.append(entries("five"));
        journal.anchor();
    }

    private static byte[] content(InMemoryObjectStore store, String key) {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
