package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord.Status;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What is refused, when, with which words, and what is left: nothing. */
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class RecoveryRefusalIT {

    @Parameter
    PostgresInstallation installation;

    @TempDir
    static Path shared;

    private static RecoverySource source;
    private static Instant beforeBackup;
    private static Lsn beforeBackupLsn;
    private static Instant last;

    @TempDir
    Path directory;

    private final List<RecoveryPhase> phases = new ArrayList<>();

    /** A server with a backup in the middle of what it did. */
    @BeforeParameterizedClassInvocation
    static void live(PostgresInstallation installation) throws SQLException, IOException {
        Path home = Files.createDirectory(shared.resolve("v" + installation.majorVersion()));
        source = RecoverySource.start(installation, home, b -> b.walSegmentSizeMegabytes(1));
        beforeBackup = source.commit(1);
        beforeBackupLsn = source.position();
        source.backup("only");
        for (int i = 2; i < 6; i++) {
            source.commit(i);
            source.server().execute("select pg_switch_wal()");
        }
        last = source.commit(6);
        source.archive();
    }

    @AfterParameterizedClassInvocation
    static void close() {
        source.close();
    }

    @AfterEach
    void nothingIsLeftButARecord() {
        new CopyPlace(data()).remove();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aMomentBeforeTheFirstBackupIsRefusedWithTheInterval() {
        refused(RecoveryTarget.at(beforeBackup), ErrorCode.FAILED_PRECONDITION)
                .withMessageContaining("Provable from that backup")
                .withMessageContaining("only");
        assertThat(phases).containsExactly(RecoveryPhase.CHOOSE);
    }

    @Test
    void aPositionBeforeTheEndOfTheFirstBackupIsRefusedWithTheInterval() {
        refused(RecoveryTarget.at(beforeBackupLsn), ErrorCode.FAILED_PRECONDITION)
                .withMessageContaining("Provable from that backup");
    }

    @Test
    void aMomentBehindTheLastCommitIsRefusedWithTheInterval() {
        refused(RecoveryTarget.at(last.plus(Duration.ofHours(1))), ErrorCode.FAILED_PRECONDITION)
                .withMessageContaining("Provable from this backup");
        assertThat(phases).containsExactly(RecoveryPhase.CHOOSE, RecoveryPhase.PROVE_WAL);
    }

    @Test
    void aPositionBehindTheEndIsRefusedWithTheInterval() throws SQLException {
        refused(RecoveryTarget.at(source.position().plus(100_000_000)), ErrorCode.FAILED_PRECONDITION)
                .withMessageContaining("Provable from this backup");
    }

    @Test
    void aSnapshotThatIsNotThereIsNotFound() {
        refused(RecoveryTarget.snapshot("other"), ErrorCode.NOT_FOUND).withMessageContaining("other");
    }

    @Test
    void aMissingSegmentIsFoundBeforeAnythingIsRestored() throws IOException {
        Path segment = segment();
        byte[] content = Files.readAllBytes(segment);
        Files.delete(segment);
        damaged(segment, content);
    }

    @Test
    void aTruncatedSegmentIsFoundBeforeAnythingIsRestored() throws IOException {
        Path segment = segment();
        byte[] content = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(content, content.length / 2));
        damaged(segment, content);
    }

    @Test
    void aFlippedByteInASegmentIsFoundBeforeAnythingIsRestored() throws IOException {
        Path segment = segment();
        byte[] content = Files.readAllBytes(segment);
        Files.write(segment, flipped(content, content.length / 2));
        damaged(segment, content);
    }

    @Test
    void aFlippedByteInAPackEndsTheRestoreAndLeavesNothing() throws IOException {
        Path pack = find("backups/only", "data-");
        byte[] content = Files.readAllBytes(pack);
        try {
            Files.write(pack, flipped(content, content.length / 3));
            refused(RecoveryTarget.latest(), ErrorCode.INTEGRITY_FAILED)
                    .withMessageContaining("nothing is left of the copy")
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
        } finally {
            Files.write(pack, content);
        }
        assertThat(phases).endsWith(RecoveryPhase.RESTORE_FILES);
        assertThat(RestoreRecord.read(data())).hasValueSatisfying(record -> {
            assertThat(record.status()).isEqualTo(Status.FAILED);
            assertThat(record.phase()).isEqualTo(RecoveryPhase.RESTORE_FILES);
            assertThat(record.facts().get("failure")).contains("data-");
        });
        assertThat(data()).doesNotExist();
    }

    @Test
    void whatAFailureLeavesIsKeptIfAskedFor() throws IOException {
        Path pack = find("backups/only", "data-");
        byte[] content = Files.readAllBytes(pack);
        try {
            Files.write(pack, flipped(content, content.length / 3));
            refused(RecoveryTarget.latest(), ErrorCode.INTEGRITY_FAILED, RecoveryRequest.Builder::keepOnFailure)
                    .withMessageContaining(data().toString())
                    .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.APPLIED));
        } finally {
            Files.write(pack, content);
        }
        assertThat(data()).isNotEmptyDirectory();
    }

    @Test
    void aDirectoryWithFilesIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectory(data());
        Path file = Files.writeString(data().resolve("precious"), "keep me");

        refused(RecoveryTarget.latest(), ErrorCode.FAILED_PRECONDITION).withMessageContaining("not empty");
        assertThat(file).hasContent("keep me");
        assertThat(RestoreRecord.read(data())).isEmpty();
        assertThat(phases).isEmpty();
    }

    @Test
    void programsOfAnotherMajorVersionAreRefused() {
        int own = installation.majorVersion();
        RecoveryRequest request = RecoveryRequest.create(
                "orders", RecoveryTarget.latest(), data(), PostgresVersions.of(own == 18 ? 17 : 18), builder -> {});

        refused(request, DiskSpace.real(), ErrorCode.FAILED_PRECONDITION)
                .withMessageContaining("major version is " + own);
        assertThat(phases).containsExactly(RecoveryPhase.CHOOSE);
    }

    @Test
    void aDiskThatIsTooSmallIsRefusedWithBothNumbers() {
        refused(request(RecoveryTarget.latest(), builder -> {}), place -> 1_000_000, ErrorCode.QUOTA)
                .withMessageContaining("1000000")
                .satisfies(e -> assertThat(e.details()).containsKeys("bytesNeeded", "bytesAvailable"));
        assertThat(data()).doesNotExist();
    }

    @Test
    void aSettingThatWouldOpenTheFenceIsRefused() {
        for (String name : List.of("archive_mode", "primary_conninfo", "restore_command", "recovery_target_time")) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> request(RecoveryTarget.latest(), builder -> builder.setting(name, "x")))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        }
    }

    @Test
    void aServerThatRefusesToStartIsReportedWithItsLogAndRemoved() {
        refused(
                        RecoveryTarget.latest(),
                        ErrorCode.FAILED_PRECONDITION,
                        builder -> builder.setting("shared_preload_libraries", "no_such_library"))
                .withMessageContaining("no_such_library")
                .withMessageContaining("phase START");
        assertThat(data()).doesNotExist();
    }

    @Test
    void anInterruptedRestoreIsCancelledAndRemoved() {
        RecoveryListener interrupting = new RecoveryListener() {
            @Override
            public void progressed(RecoveryPhase phase, long done, long total) {
                main.interrupt();
            }

            private final Thread main = Thread.currentThread();
        };
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Recovery.from(source.repository())
                        .run(request(RecoveryTarget.latest(), builder -> {}), interrupting))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(data()).doesNotExist();
    }

    @Test
    void aRestoreAtWorkIsNotDisturbed() {
        try (RestoreLock lock = RestoreLock.tryAcquire(data()).orElseThrow()) {
            assertThat(lock).isNotNull();
            refused(RecoveryTarget.latest(), ErrorCode.CONFLICT);
        }
    }

    @Test
    void aFinishedRestoreIsNeitherRepeatedNorReplaced() {
        OperationKey key = new OperationKey("op-first");
        Recovery recovery = Recovery.from(source.repository());
        recovery.run(request(RecoveryTarget.latest(), b -> b.key(key)), RecoveryListener.none());

        refused(RecoveryTarget.latest(), ErrorCode.ALREADY_EXISTS, builder -> builder.key(key));
        refused(RecoveryTarget.latest(), ErrorCode.CONFLICT).withMessageContaining("op-first");
        assertThat(RestoreRecord.read(data())).map(RestoreRecord::status).hasValue(Status.FINISHED);
    }

    private void damaged(Path segment, byte[] content) throws IOException {
        try {
            refused(RecoveryTarget.latest(), ErrorCode.INTEGRITY_FAILED)
                    .withMessageContaining(segment.getFileName().toString())
                    .withMessageContaining("Provable from this backup");
        } finally {
            Files.write(segment, content);
        }
        assertThat(phases).containsExactly(RecoveryPhase.CHOOSE, RecoveryPhase.PROVE_WAL);
        assertThat(data()).doesNotExist();
    }

    /** A segment in the middle of what the latest state needs. */
    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(source.repositoryDirectory().resolve("wal/00000001"))) {
            List<Path> whole = files.filter(file -> !file.toString().contains(".tail"))
                    .sorted()
                    .toList();
            return whole.get(whole.size() - 2);
        }
    }

    private Path find(String folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(source.repositoryDirectory().resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] flipped(byte[] content, int at) {
        byte[] flipped = content.clone();
        flipped[at] ^= 0x10;
        return flipped;
    }

    private Path data() {
        return directory.resolve("copy");
    }

    private RecoveryRequest request(RecoveryTarget target, Consumer<RecoveryRequest.Builder> more) {
        return RecoveryRequest.create(
                "orders",
                target,
                data(),
                installation,
                builder -> more.accept(builder.setting("fsync", "off").setting("shared_buffers", "16MB")));
    }

    private ThrowableAssertAlternative<DrException> refused(RecoveryTarget target, ErrorCode code) {
        return refused(target, code, builder -> {});
    }

    private ThrowableAssertAlternative<DrException> refused(
            RecoveryTarget target, ErrorCode code, Consumer<RecoveryRequest.Builder> more) {
        return refused(request(target, more), DiskSpace.real(), code);
    }

    private ThrowableAssertAlternative<DrException> refused(RecoveryRequest request, DiskSpace space, ErrorCode code) {
        RecoveryListener noting = new RecoveryListener() {
            @Override
            public void phaseStarted(RecoveryPhase phase) {
                phases.add(phase);
                throw new IllegalStateException("a listener may fail");
            }
        };
        return assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Recovery.from(source.repository(), space).run(request, noting))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
