package com.datafly.signal.dr.selfmanaged.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.selfmanaged.BackupRepository;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryPhase;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.DriverOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver says of a repository some of whose files were damaged or left behind; there is no server. */
class DamagedRepositoryTest {

    private static final Instant EARLY = Instant.parse("2025-01-15T10:30:00Z");

    @TempDir
    private Path directory;

    private ObjectStore store;
    private DatabaseDriver driver;

    @BeforeEach
    void open() {
        store = FileSystemObjectStore.open(directory.resolve("repository"));
        Repository repository = Repository.open(store, 42);
        repository.add(BackupManifest.create(facts("good"), content -> {}));
        repository.add(BackupManifest.create(facts("bad"), content -> {}));
        Map<String, String> options = Map.of(
                "repository",
                "file:" + directory.resolve("repository"),
                "restores",
                directory.resolve("restores").toString());
        driver = SelfManagedDriver.open(new ResourceAddress("postgres", "127.0.0.1:1/none"), DriverOptions.of(options));
    }

    @AfterEach
    void close() {
        driver.close();
        store.close();
    }

    @Test
    void aBackupWhoseManifestIsDamagedIsListedAsFailed() throws IOException {
        flip("backups/bad/manifest", 8);

        assertThat(driver.listSnapshots())
                .extracting(Snapshot::id, Snapshot::state)
                .containsExactlyInAnyOrder(tuple("good", SnapshotState.AVAILABLE), tuple("bad", SnapshotState.FAILED));
        assertThat(driver.findSnapshot("bad").orElseThrow().state()).isEqualTo(SnapshotState.FAILED);
        DrException made = driver.findOperation(new OperationKey("bad"))
                .flatMap(OperationStatus::failure)
                .orElseThrow();
        assertThat(made.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
    }

    @Test
    void aBackupWhoseManifestIsDamagedIsNotRestoredButCanBeDeleted() throws IOException {
        flip("backups/bad/manifest", 8);
        RestoreRequest request = RestoreRequest.of(
                new OperationKey("restore"),
                "copy",
                RecoveryTarget.snapshot("bad"),
                TargetProfile.builder().build());

        DrException refusal = failure(() -> driver.startRestore(request));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(refusal.hint()).isPresent();
        driver.startDeleteSnapshot("bad");
        assertThat(driver.findSnapshot("bad")).isEmpty();
        assertThat(driver.listSnapshots()).extracting(Snapshot::id).containsExactly("good");
    }

    @Test
    void damagedAnnotationsHoldTheirBackupUntilTheyAreWrittenAnew() throws IOException {
        driver.annotateSnapshot("good", Map.of("purpose", "test"), Set.of());
        flip("annotations/backups/good", 20);

        assertThat(driver.listSnapshots()).hasSize(2);
        assertThat(held("good")).contains("its annotations are damaged");
        assertThat(driver.findSnapshot("bad").orElseThrow().hold()).isEmpty();

        driver.annotateSnapshot("good", Map.of(Snapshot.VERDICT, "PASSED"), Set.of());
        assertThat(held("good")).contains("its annotations are damaged");

        driver.annotateSnapshot("good", Map.of(), Set.of(Snapshot.HOLD));
        assertThat(driver.findSnapshot("good").orElseThrow().annotations())
                .isEqualTo(Map.of(Snapshot.VERDICT, "PASSED"));
    }

    @Test
    void damagedAnnotationsOfTheDatabaseFreezeItUntilTheFreezeIsEnded() throws IOException {
        driver.annotate(Map.of("signal-dr:freeze", "incident 7"), Set.of());
        flip("annotations/database", 30);

        assertThat(driver.annotations().get("signal-dr:freeze")).contains("its annotations are damaged");

        driver.annotate(Map.of(), Set.of("signal-dr:freeze"));
        assertThat(driver.annotations()).isEmpty();
    }

    @Test
    void anInterruptedDeletionIsFinished() throws IOException {
        pack("half");
        driver.annotateSnapshot("bad", Map.of("purpose", "test"), Set.of());
        Files.delete(file("backups/bad/manifest"));

        driver.startDeleteSnapshot("half");
        driver.startDeleteSnapshot("bad");

        assertThat(store.list("backups/", "", 10))
                .singleElement()
                .satisfies(left -> assertThat(left.key()).isEqualTo("backups/good/manifest"));
        assertThat(store.list("annotations/", "", 10)).isEmpty();
        assertThat(failure(() -> driver.startDeleteSnapshot("half")).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void onlyWhatWasLeftLongAgoIsRemovedAsUnfinished() throws IOException {
        BackupRepository repository = driver.unwrap(BackupRepository.class).orElseThrow();
        pack("old");
        pack("young");
        pack("growing");
        store.write("backups/growing/data-00000000-000002", new byte[10], Precondition.absent());
        age("backups/old/data-00000000-000001");
        age("backups/growing/data-00000000-000001");
        age("backups/good/manifest");

        assertThat(repository.audit().unclaimed()).hasSize(4);
        assertThat(repository.removeUnfinished(Duration.ofHours(1))).containsExactly("old");
        assertThat(repository.removeUnfinished(Duration.ofHours(1))).isEmpty();

        assertThat(repository.audit().unclaimed()).hasSize(3);
        assertThat(repository.audit().sound()).isTrue();
        assertThat(driver.listSnapshots()).hasSize(2);
        assertThat(failure(() -> repository.removeUnfinished(Duration.ofMinutes(59)))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void anAuditNamesTheDamage() throws IOException {
        BackupRepository repository = driver.unwrap(BackupRepository.class).orElseThrow();
        assertThat(repository.address()).endsWith("repository");
        assertThat(repository.audit().sound()).isTrue();
        assertThat(repository.audit().objects()).isEqualTo(3);
        assertThat(repository.audit().bytes()).isPositive();

        flip("backups/bad/manifest", -1);

        assertThat(repository.audit().sound()).isFalse();
        assertThat(repository.audit().defects()).singleElement().asString().contains("backups/bad/manifest");
    }

    @Test
    void anotherProcessTellsWhyARestoreFailed() throws IOException {
        RestoreRecord started = new RestoreRecord(
                new OperationKey("restore"),
                "copy",
                directory.resolve("restores/copy"),
                "latest",
                RestoreRecord.Status.FAILED,
                RecoveryPhase.START,
                EARLY,
                Map.of(
                        "failure", "the disk is full",
                        "failureCode", "QUOTA",
                        "failureEffect", "APPLIED",
                        "failureHint", "Make room."));
        Files.createDirectories(directory.resolve("restores"));
        started.write();

        DrException failure = driver.findOperation(new OperationKey("restore"))
                .flatMap(OperationStatus::failure)
                .orElseThrow();

        assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA);
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.hint()).contains("Make room.");
        assertThat(failure.problem()).isEqualTo("the disk is full");
    }

    private String held(String id) {
        return driver.findSnapshot(id).orElseThrow().hold().orElseThrow();
    }

    private void pack(String id) {
        store.write("backups/" + id + "/data-00000000-000001", new byte[10], Precondition.absent());
    }

    private void flip(String key, int at) throws IOException {
        byte[] content = Files.readAllBytes(file(key));
        content[at < 0 ? content.length + at : at] ^= 0x10;
        Files.write(file(key), content);
    }

    private void age(String key) throws IOException {
        Files.setLastModifiedTime(file(key), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    private Path file(String key) {
        return directory.resolve("repository").resolve(key);
    }

    private static BackupFacts facts(String id) {
        return BackupFacts.create(
                id,
                facts -> facts.label(id)
                        .operationKey(new OperationKey(id))
                        .server(42, 180_006, 16 << 20)
                        .wal(1, Lsn.parse("0/2000028"), Lsn.parse("0/3000000"))
                        .time(EARLY, EARLY.plusSeconds(5))
                        .size(0, 0, 0));
    }

    private static DrException failure(Runnable call) {
        return catchThrowableOfType(DrException.class, call::run);
    }
}
