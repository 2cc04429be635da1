package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every {@link com.datafly.signal.dr.store.ObjectStore} does. A store's test extends this class and opens the
 * store.
 *
 * @since 0.1
 */
public abstract class ObjectStoreContract extends ObjectStoreRaces {

    @Test
    void whatIsWrittenIsReadByEverybody() {
        ObjectInfo written = write("a/b.txt", "content", Precondition.none());

        assertThat(text(another(), "a/b.txt")).isEqualTo("content");
        assertThat(written.key()).isEqualTo("a/b.txt");
        assertThat(written.size()).isEqualTo(7);
        assertSame(another().find("a/b.txt"), written);
    }

    @Test
    void anEmptyObjectExists() {
        write("empty", "", Precondition.absent());

        assertThat(text(store(), "empty")).isEmpty();
        assertThat(store().find("empty"))
                .hasValueSatisfying(object -> assertThat(object.size()).isZero());
    }

    @Test
    void whatIsNotThereIsEmptyToFindAndNotFoundToRead() {
        write("a/b", "x", Precondition.none());

        assertThat(store().find("a/c")).isEmpty();
        assertThat(store().find("a")).isEmpty();
        assertThat(store().find("a/b/c")).isEmpty();
        assertFails(ErrorCode.NOT_FOUND, () -> store().read("a/c").close());
        assertFails(ErrorCode.NOT_FOUND, () -> store().read("a").close());
        assertFails(ErrorCode.NOT_FOUND, () -> store().read("a/c", 0, 1).close());
    }

    @Test
    void anUnconditionalWriteReplacesTheWholeObject() {
        ObjectInfo first = write("key", "a long first content", Precondition.none());
        ObjectInfo second = write("key", "short", Precondition.none());

        assertThat(text(store(), "key")).isEqualTo("short");
        assertThat(second.version()).isNotEqualTo(first.version());
    }

    @Test
    void absenceIsRequiredOfEverybody() {
        ObjectInfo first = write("key", "first", Precondition.absent());

        assertFails(ErrorCode.CONFLICT, () -> another().write("key", bytes("other"), Precondition.absent()));
        assertThat(text(store(), "key")).isEqualTo("first");
        assertSame(store().find("key"), first);
    }

    @Test
    void aVersionIsComparedBeforeItIsReplaced() {
        ObjectInfo first = write("key", "1", Precondition.absent());
        ObjectInfo second = write("key", "2", Precondition.version(first.version()));

        assertFails(ErrorCode.CONFLICT, () -> write("key", "3", Precondition.version(first.version())));
        assertThat(text(store(), "key")).isEqualTo("2");
        write("key", "4", Precondition.version(second.version()));
        assertThat(text(store(), "key")).isEqualTo("4");
    }

    @Test
    void aVersionOfNothingIsAConflict() {
        ObjectInfo gone = write("key", "1", Precondition.none());
        store().delete("key", Precondition.none());

        assertFails(ErrorCode.CONFLICT, () -> write("key", "2", Precondition.version(gone.version())));
        assertThat(store().find("key")).isEmpty();
    }

    @Test
    void noVersionComesTwiceHoweverFastTheSameBytesAreWritten() {
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            versions.add(write("key", "same", Precondition.none()).version());
            if (i % 2 == 1) {
                store().delete("key", Precondition.none());
            }
        }

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void aRangeIsThatPartOfTheObject() {
        write("key", "0123456789", Precondition.none());

        assertThat(range("key", 0, 4)).isEqualTo("0123");
        assertThat(range("key", 3, 4)).isEqualTo("3456");
        assertThat(range("key", 8, 100)).isEqualTo("89");
        assertThat(range("key", 8, Long.MAX_VALUE)).isEqualTo("89");
        assertThat(range("key", 5, 0)).isEmpty();
        assertThat(range("key", 10, 1)).isEmpty();
    }

    @Test
    void aRangeOutsideTheObjectIsRefused() {
        write("key", "0123456789", Precondition.none());

        assertFails(ErrorCode.INVALID_ARGUMENT, () -> range("key", 11, 1));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> range("key", -1, 1));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> range("key", 0, -1));
    }

    @Test
    void anOpenReaderSeesOneVersionOnly() throws IOException {
        write("key", "old content", Precondition.none());
        try (InputStream in = store().read("key")) {
            String first = new String(in.readNBytes(4), UTF_8);
            write("key", "NEW CONTENT", Precondition.none());

            assertThat(first + new String(in.readAllBytes(), UTF_8)).isEqualTo("old content");
        }
    }

    @Test
    void aWriterThatIsNotCommittedLeavesNothing() {
        try (ObjectWriter writer = store().writer("a/key", Precondition.none())) {
            writer.write(bytes("half"), 0, 4);

            assertThat(another().find("a/key")).isEmpty();
            assertThat(another().list("", "", 10)).isEmpty();
        }
        assertThat(store().find("a/key")).isEmpty();
        assertThat(store().list("", "", 10)).isEmpty();
    }

    @Test
    void aLargeObjectIsWrittenInPieces() throws IOException {
        byte[] piece = new byte[100_003];
        new Random(7).nextBytes(piece);
        try (ObjectWriter writer = store().writer("large", Precondition.absent())) {
            for (int i = 0; i < 90; i++) {
                writer.write(piece, i, piece.length - i);
            }
            assertThat(writer.commit().size()).isEqualTo(90L * piece.length - 45 * 89);
        }
        try (InputStream in = store().read("large")) {
            for (int i = 0; i < 90; i++) {
                assertThat(in.readNBytes(piece.length - i)).isEqualTo(Arrays.copyOfRange(piece, i, piece.length));
            }
            assertThat(in.read()).isEqualTo(-1);
        }
        try (InputStream in = store().read("large", piece.length + 5L, 10)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(piece, 6, 16));
        }
    }

    @Test
    void aWritersConditionIsCheckedAtItsCommit() {
        try (ObjectWriter late = store().writer("key", Precondition.absent())) {
            late.write(bytes("late"), 0, 4);
            write("key", "early", Precondition.absent());

            assertFails(ErrorCode.CONFLICT, late::commit);
        }
        assertThat(text(store(), "key")).isEqualTo("early");
    }

    @Test
    void aFinishedWriterIsNotUsedAgain() {
        ObjectWriter writer = store().writer("key", Precondition.none());
        writer.commit();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(writer::commit);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.write(bytes("x"), 0, 1));
        writer.close();
        assertThatCode(writer::close).doesNotThrowAnyException();
        assertThat(store().find("key")).isPresent();
    }

    @Test
    void aDeletedObjectIsGone() {
        write("a/b/key", "x", Precondition.none());

        assertThat(store().delete("a/b/key", Precondition.none())).isTrue();
        assertThat(store().find("a/b/key")).isEmpty();
        assertThat(store().delete("a/b/key", Precondition.none())).isFalse();
        write("a/b", "now a key itself", Precondition.absent());
        assertThat(text(store(), "a/b")).isEqualTo("now a key itself");
    }

    @Test
    void aDeletionComparesTheVersion() {
        ObjectInfo first = write("key", "1", Precondition.none());
        write("key", "2", Precondition.none());

        assertFails(ErrorCode.CONFLICT, () -> store().delete("key", Precondition.version(first.version())));
        assertThat(text(store(), "key")).isEqualTo("2");
    }
}
