package com.datafly.signal.dr.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.tck.ObjectStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemObjectStoreTest extends ObjectStoreContract {

    @TempDir
    Path folder;

    @Override
    protected ObjectStore open() {
        return FileSystemObjectStore.open(folder.resolve("store"));
    }

    @Test
    void theKeyIsThePathBelowTheDirectory() throws IOException {
        ObjectStore store = open();
        store.write("backups/7/manifest", bytes("x"), Precondition.absent());

        assertThat(folder.resolve("store/backups/7/manifest")).hasContent("x");
        assertThat(store.address()).isEqualTo("file:" + folder.toRealPath().resolve("store"));
    }

    @Test
    void objectsAndFoldersAreTheirOwnersAlone() throws IOException {
        open().write("a/b", bytes("x"), Precondition.none());

        assertThat(permissions("store/a")).isEqualTo("rwx------");
        assertThat(permissions("store/a/b")).isEqualTo("rw-------");
    }

    @Test
    void whoOnlyReadsWritesNothing() throws IOException {
        Files.createDirectories(folder.resolve("store/a"));
        Files.writeString(folder.resolve("store/a/key"), "x");
        ObjectStore store = open();

        assertThat(store.find("a/key")).isPresent();
        assertThat(store.read("a/key")).hasContent("x");
        assertThat(store.list("", "", 10)).hasSize(1);
        try (Stream<Path> files = Files.list(folder.resolve("store"))) {
            assertThat(files).containsExactly(folder.resolve("store/a"));
        }
    }

    @Test
    void nothingTemporaryStaysBehind() throws IOException {
        ObjectStore store = open();
        store.write("a", bytes("1"), Precondition.absent());
        store.write("a", bytes("2"), Precondition.none());
        assertFails(ErrorCode.CONFLICT, () -> store.write("a", bytes("3"), Precondition.absent()));
        store.writer("b", Precondition.none()).close();

        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void emptyFoldersGoWithTheirLastObject() {
        ObjectStore store = open();
        store.write("a/b/c", bytes("x"), Precondition.none());
        store.write("a/d", bytes("x"), Precondition.none());
        store.delete("a/b/c", Precondition.none());

        assertThat(folder.resolve("store/a/b")).doesNotExist();
        assertThat(folder.resolve("store/a/d")).exists();
    }

    @Test
    void whatADeadWriterLeftIsSweptAndALivingWritersFileIsNot() throws IOException {
        ObjectStore store = open();
        store.write("first", bytes("x"), Precondition.none());
        Path dead = Files.createFile(folder.resolve("store/~temporary/dead"));
        Path fresh = Files.createFile(folder.resolve("store/~temporary/fresh"));
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        try (ObjectWriter living = store.writer("key", Precondition.absent())) {
            for (Path file : temporaryFiles()) {
                if (!file.equals(fresh)) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
                }
            }
            open().close();
            living.write(bytes("x"), 0, 1);
            living.commit();
        }

        assertThat(dead).doesNotExist();
        assertThat(temporaryFiles()).containsExactly(fresh);
        assertThat(store.find("key")).isPresent();
    }

    @Test
    void aSymbolicLinkIsNotFollowedOutOfTheDirectory() throws IOException {
        ObjectStore store = open();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(folder.resolve("store/link"), outside);
        Files.createSymbolicLink(folder.resolve("store/file"), outside.resolve("secret"));

        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.find("link/secret"));
        assertFails(
                ErrorCode.FAILED_PRECONDITION, () -> store.read("link/secret").close());
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.read("file").close());
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.write("link/new", bytes("x"), Precondition.none()));
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.write("file", bytes("x"), Precondition.none()));
        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.delete("link/secret", Precondition.none()));
        assertThat(store.list("", "", 10)).isEmpty();
        assertThat(outside).isDirectoryNotContaining("glob:**new");
        assertThat(outside.resolve("secret")).hasContent("s");
    }

    @Test
    void aKeyBelowAnObjectIsRefused() {
        ObjectStore store = open();
        store.write("a", bytes("x"), Precondition.none());

        assertFails(ErrorCode.FAILED_PRECONDITION, () -> store.write("a/b", bytes("x"), Precondition.none()));
    }

    @Test
    void anInterruptedThreadWritesAndReadsAndStaysInterrupted() {
        ObjectStore store = open();
        Thread.currentThread().interrupt();
        try {
            ObjectInfo first = store.write("a/key", bytes("1"), Precondition.absent());
            store.write("a/key", bytes("2"), Precondition.version(first.version()));

            assertThat(store.read("a/key")).hasContent("2");
            assertThat(store.list("", "", 1)).hasSize(1);
            assertThat(store.delete("a/key", Precondition.none())).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aClockSetBackDoesNotRepeatAVersion() throws IOException {
        ObjectStore store = open();
        ObjectInfo first = store.write("key", bytes("1"), Precondition.none());
        Instant tomorrow = first.modified().plus(Duration.ofDays(1));
        Files.setLastModifiedTime(folder.resolve("store/key"), FileTime.from(tomorrow));

        assertThat(store.write("key", bytes("2"), Precondition.none()).modified())
                .isAfter(tomorrow);
    }

    @Test
    void aRangeFarInsideAHugeObjectIsReadAtOnce() throws IOException {
        ObjectStore store = open();
        store.write("huge", bytes("x"), Precondition.none());
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("store/huge").toFile(), "rw")) {
            file.setLength(1L << 40);
            file.seek((1L << 40) - 3);
            file.write(bytes("end"));
        }

        try (InputStream in = store.read("huge", (1L << 40) - 5, 10)) {
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(in.available()).isEqualTo(3);
            assertThat(in.read()).isEqualTo('e');
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("nd");
        }
    }

    @Test
    void aFullOrForbiddenFileSystemIsToldApart() {
        assertCode(ErrorCode.QUOTA, new IOException("No space left on device"));
        assertCode(ErrorCode.QUOTA, new FileSystemException("/f", null, "Disk quota exceeded"));
        assertCode(ErrorCode.QUOTA, new FileSystemException("/f", null, "Too many open files"));
        assertCode(ErrorCode.PERMISSION_DENIED, new AccessDeniedException("/f"));
        assertCode(ErrorCode.PERMISSION_DENIED, new FileSystemException("/f", null, "Read-only file system"));
        assertCode(ErrorCode.UNAVAILABLE, new IOException("Input/output error"));
    }

    @Test
    void whatWasRefusedDidNotHappenAndWhatBrokeMayHave() {
        IOException full = new IOException("No space left on device");
        IOException broken = new IOException("Input/output error");

        assertThat(FileErrors.ofChange("write", full).effect()).isEqualTo(Effect.NONE);
        assertThat(FileErrors.ofChange("write", broken).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(FileErrors.ofChange("write", broken).retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);
        assertThat(FileErrors.ofSync("write", full).effect()).isEqualTo(Effect.UNKNOWN);
    }

    private static void assertCode(ErrorCode code, IOException failure) {
        DrException mapped = FileErrors.withoutEffect("read key", failure);
        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.effect()).isEqualTo(Effect.NONE);
        assertThat(mapped).hasMessageStartingWith("read key: ").hasCause(failure);
    }

    private static void assertFails(ErrorCode code, ThrowingCallable action) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(action)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("store/~temporary"))) {
            return files.toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
