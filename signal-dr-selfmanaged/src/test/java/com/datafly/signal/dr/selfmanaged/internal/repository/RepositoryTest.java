package com.datafly.signal.dr.selfmanaged.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Link;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Tablespace;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTest {

    private static final long SYSTEM = Long.parseUnsignedLong("17711061667727628623");
    private static final Instant EARLY = Instant.parse("2025-01-15T10:30:00Z");

    private ObjectStore store;
    private Repository repository;

    @BeforeEach
    void open() {
        store = InMemoryObjectStore.create("repository");
        repository = Repository.open(store, SYSTEM);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRepositoryBelongsToOneSystem() {
        assertThat(Repository.open(store, SYSTEM).systemIdentifier()).isEqualTo(SYSTEM);
        assertThat(Repository.openExisting(store).systemIdentifier()).isEqualTo(SYSTEM);
        DrException foreign = failure(() -> Repository.open(store, 42));
        assertThat(foreign.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(foreign).hasMessageContaining("17711061667727628623").hasMessageContaining("42");
    }

    @Test
    void aStoreWithoutARepositoryIsNotTakenForOne() {
        try (ObjectStore empty = InMemoryObjectStore.create("empty")) {
            assertThat(failure(() -> Repository.openExisting(empty)).code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void aManifestComesBackAsItWas() {
        BackupManifest manifest = manifest("backup", EARLY);
        repository.add(manifest);

        BackupManifest read = repository.backup("backup").orElseThrow();

        assertThat(read.files()).isEqualTo(manifest.files());
        assertThat(read.chunks()).isEqualTo(manifest.chunks());
        assertThat(read.directories()).isEqualTo(manifest.directories());
        assertThat(read.links()).isEqualTo(manifest.links());
        assertThat(read.tablespaces()).isEqualTo(manifest.tablespaces());
        assertThat(read.systemIdentifier()).isEqualTo(SYSTEM);
        assertThat(read.startLsn()).isEqualTo(Lsn.parse("16/B374D848"));
        assertThat(read.labels()).isEqualTo(Map.of("purpose", "test"));
        assertThat(read.largestChunk()).isEqualTo(4 << 20);
        assertThat(repository.backup("other")).isEmpty();
    }

    @Test
    void aBackupIsAddedOnceAndListedOldestFirst() {
        repository.add(manifest("a", EARLY.plusSeconds(60)));
        repository.add(manifest("b", EARLY));

        assertThat(failure(() -> repository.add(manifest("a", EARLY))).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(repository.list().backups()).extracting(BackupFacts::id).containsExactly("b", "a");
        assertThat(repository.backups()).extracting(BackupManifest::id).containsExactly("b", "a");
    }

    @Test
    void aDamagedManifestIsReportedAndHidesNoOther() throws IOException {
        repository.add(manifest("good", EARLY));
        repository.add(manifest("bad", EARLY));
        repository.add(manifest("worse", EARLY));
        damage("backups/bad/manifest", -40);
        damage("backups/worse/manifest", 10);

        BackupListing listing = repository.list();
        assertThat(listing.backups()).extracting(BackupFacts::id).containsExactly("bad", "good");
        assertThat(listing.damaged())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("worse"));
        assertThat(failure(() -> repository.backup("bad")).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(failure(() -> repository.backups()).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(repository.backup("good")).isPresent();
    }

    @Test
    void aManifestOfAnotherBackupIsNotTakenForThisOne() throws IOException {
        repository.add(manifest("one", EARLY));
        store.write("backups/two/manifest", bytes("backups/one/manifest"), Precondition.none());

        assertThat(failure(() -> repository.backup("two")).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
    }

    @Test
    void aDeletedBackupIsGoneWithItsPacksAndOnlyThose() {
        BackupManifest deleted = withPacks("deleted", List.of(random(1000, 1)));
        BackupManifest kept = withPacks("deleted2", List.of(random(1000, 2)));

        repository.deleteBackup("deleted");

        assertThat(repository.backup("deleted")).isEmpty();
        assertThat(store.list("backups/deleted/", "", 10)).isEmpty();
        assertThat(new BackupReader(store, kept).readChunk(0, new byte[1000])).isEqualTo(1000);
        assertThat(failure(() -> new BackupReader(store, deleted).readChunk(0, new byte[1000]))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThatCode(() -> repository.deleteBackup("deleted")).doesNotThrowAnyException();
    }

    @Test
    void whatADeadMakerLeftIsFoundAndRemoved() {
        withPacks("whole", List.of(random(1000, 1)));
        try (PackWriter dead = new PackWriter(store, "dead")) {
            byte[] stored = random(10, 1);
            assertThat(dead.append(stored, 10, 10, Sha256.hex(stored, 0, 10)).offset())
                    .isZero();
            dead.finish();
            dead.keep();
        }
        assertThat(repository.unfinished()).containsExactly("dead");

        repository.deleteBackup("dead");

        assertThat(repository.unfinished()).isEmpty();
        assertThat(repository.backups()).extracting(BackupManifest::id).containsExactly("whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", ".hidden", "a b", "ä"})
    void anIdThatIsNoFolderNameIsRefused(String id) {
        assertThat(failure(() -> Repository.requireId(id)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void everyFlippedByteOfAPackIsNoticed() throws IOException {
        byte[] raw = random(100, 3);
        BackupManifest manifest = withPacks("backup", List.of(raw, new byte[5000]));
        String pack = manifest.chunks().get(0).pack();
        byte[] target = new byte[5000];
        BackupReader reader = new BackupReader(store, manifest);
        assertThat(reader.readChunk(0, target)).isEqualTo(100);
        assertThat(Arrays.copyOf(target, 100)).isEqualTo(raw);
        assertThat(reader.readChunk(1, target)).isEqualTo(5000);
        byte[] stored = bytes(pack);
        for (int i = 0; i < stored.length; i++) {
            damage(pack, i);
            int damaged = i < manifest.chunks().get(0).storedLength() ? 0 : 1;
            assertThat(failure(() -> reader.readChunk(damaged, target)).code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
            assertThatCode(() -> reader.readChunk(1 - damaged, target)).doesNotThrowAnyException();
            damage(pack, i);
        }
    }

    @Test
    void aPackThatIsCutOffIsNoticed() throws IOException {
        BackupManifest manifest = withPacks("backup", List.of(random(100, 4)));
        String pack = manifest.chunks().get(0).pack();
        byte[] stored = bytes(pack);
        for (int length : new int[] {0, 1, stored.length - 1}) {
            store.write(pack, Arrays.copyOf(stored, length), Precondition.none());
            assertThat(failure(() -> new BackupReader(store, manifest).readChunk(0, new byte[100]))
                            .code())
                    .isEqualTo(ErrorCode.INTEGRITY_FAILED);
        }
    }

    @Test
    void packsEndNearTheirSizeAndGoUnlessTheyAreKept() {
        byte[] large = random(33 << 20, 5);
        try (PackWriter packs = new PackWriter(store, "backup")) {
            for (int i = 0; i < 3; i++) {
                Chunk chunk = packs.append(large, large.length, large.length, "00");
                assertThat(chunk.offset()).isEqualTo(i == 1 ? large.length : 0);
            }
            packs.finish();
            assertThat(packs.storedBytes()).isEqualTo(3L * large.length);
            assertThat(store.list("backups/", "", 10))
                    .extracting(ObjectInfo::size)
                    .containsExactly(2L * large.length, (long) large.length);
        }
        assertThat(store.list("backups/", "", 10)).isEmpty();
    }

    private BackupManifest withPacks(String id, List<byte[]> contents) {
        List<Chunk> chunks = new ArrayList<>();
        try (PackWriter packs = new PackWriter(store, id)) {
            for (byte[] raw : contents) {
                byte[] stored = Zstd.compress(raw);
                chunks.add(packs.append(stored, stored.length, raw.length, Sha256.hex(stored, 0, stored.length)));
            }
            packs.finish();
            BackupManifest manifest = BackupManifest.create(facts(id, EARLY), content -> content.chunks(chunks));
            repository.add(manifest);
            packs.keep();
            return manifest;
        }
    }

    private static BackupManifest manifest(String id, Instant startedAt) {
        String pack = "backups/" + id + "/data-000001";
        return BackupManifest.create(
                facts(id, startedAt),
                content -> content.tablespaces(List.of(new Tablespace("16400", "/mnt/ä \"b\"")))
                        .directories(List.of(new Directory(".", 0700), new Directory("base/1", 0750)))
                        .links(List.of(new Link("pg_tblspc/16400", "/mnt/ä \"b\"")))
                        .chunks(List.of(
                                new Chunk(pack, 0, 10, 4 << 20, Codec.ZSTD, "aa"),
                                new Chunk(pack, 1L << 40, 20, 5, Codec.NONE, "bb")))
                        .files(List.of(
                                new BackupFile("empty", 0600, 0, EARLY, 0, List.of()),
                                new BackupFile(
                                        "base/1/\u00e4\\",
                                        0640,
                                        7L << 32,
                                        EARLY,
                                        -2,
                                        List.of(new Slice(0, 5, (4 << 20) - 5), new Slice(1, 0, 5))))));
    }

    private static BackupFacts facts(String id, Instant startedAt) {
        return BackupFacts.create(
                id,
                facts -> facts.label("label")
                        .operationKey(new OperationKey("key"))
                        .server(SYSTEM, 180_006, 16 << 20)
                        .wal(3, Lsn.parse("16/B374D848"), Lsn.parse("16/C0000000"))
                        .time(startedAt, startedAt.plusSeconds(5))
                        .size(7L << 32, 30, 2)
                        .labels(Map.of("purpose", "test")));
    }

    private void damage(String key, int at) throws IOException {
        byte[] content = bytes(key);
        content[at < 0 ? content.length + at : at] ^= 0x10;
        store.write(key, content, Precondition.none());
    }

    private byte[] bytes(String key) throws IOException {
        try (InputStream input = store.read(key)) {
            return input.readAllBytes();
        }
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static DrException failure(Runnable call) {
        return catchThrowableOfType(DrException.class, call::run);
    }
}
