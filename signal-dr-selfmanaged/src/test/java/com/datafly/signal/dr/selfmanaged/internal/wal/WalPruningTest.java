package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WalPruningTest {

    private static final int SEGMENT_SIZE = 1 << 20;
    private static final Instant NOW = Instant.parse("2025-01-15T10:30:00Z");

    private ObjectStore store;
    private Repository repository;

    @BeforeEach
    void open() {
        store = InMemoryObjectStore.create("repository");
        repository = Repository.open(store, 42);
        segments(1, 1, 5);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatLiesBeforeTheOldestBackupIsRemoved() {
        add("first", 1, "0/300028", SEGMENT_SIZE);
        add("second", 1, "0/500028", SEGMENT_SIZE);

        assertThat(WalPruning.prune(repository)).isEqualTo(2);
        assertThat(segments())
                .containsExactly("000000010000000000000003", "000000010000000000000004", "000000010000000000000005");
        assertThat(WalPruning.prune(repository)).isZero();
    }

    @Test
    void aFlippedBitInABackupsStartRemovesNothing() throws IOException {
        add("first", 1, "0/200028", SEGMENT_SIZE);
        add("second", 1, "0/500028", SEGMENT_SIZE);
        String key = "backups/first/manifest";
        byte[] manifest = bytes(key);
        manifest[new String(manifest, ISO_8859_1).indexOf("0/200028") + 2] ^= 1;
        store.write(key, manifest, Precondition.none());
        assertThat(repository.list().backups())
                .as("the description can be read and is wrong")
                .first()
                .satisfies(first -> assertThat(first.startLsn()).isEqualTo(Lsn.parse("0/300028")));

        assertThat(WalPruning.prune(repository)).isZero();
        assertThat(segments()).hasSize(5);
    }

    @Test
    void aLiveTimelineWithoutABackupKeepsItsLog() {
        add("abandoned", 1, "0/500028", SEGMENT_SIZE);
        segments(2, 3, 4);
        fork("1\t0/300000\tfailover\n");

        assertThat(WalPruning.prune(repository)).isZero();

        add("live", 2, "0/400028", SEGMENT_SIZE);
        assertThat(WalPruning.prune(repository)).isEqualTo(4);
        assertThat(segments())
                .containsExactly("000000010000000000000004", "000000010000000000000005", "000000020000000000000004");
    }

    @Test
    void aTimelineWithoutItsHistoryRemovesNothing() {
        add("first", 1, "0/300028", SEGMENT_SIZE);
        segments(2, 3, 4);

        assertThat(WalPruning.prune(repository)).isZero();
    }

    @Test
    void backupsOfDifferentSegmentSizesRemoveNothing() {
        add("first", 1, "0/300028", SEGMENT_SIZE);
        add("second", 1, "0/500028", 2 * SEGMENT_SIZE);

        assertThat(WalPruning.prune(repository)).isZero();
    }

    @Test
    void withoutABackupEverythingStays() {
        assertThat(WalPruning.prune(repository)).isZero();
        assertThat(segments()).hasSize(5);
    }

    private void segments(int timeline, long first, long last) {
        for (long number = first; number <= last; number++) {
            String key = WalKeys.segment(new SegmentName(timeline, number, SEGMENT_SIZE));
            store.write(key, new byte[] {1}, Precondition.absent());
        }
    }

    private List<String> segments() {
        return store.list(WalKeys.ROOT, "", 1000).stream()
                .map(ObjectInfo::key)
                .filter(key -> WalInventory.segment(key, SEGMENT_SIZE).isPresent())
                .map(key -> key.substring(key.lastIndexOf('/') + 1))
                .toList();
    }

    private void fork(String history) {
        WalArchive.of(repository, SEGMENT_SIZE).putHistory(2, history.getBytes(UTF_8));
    }

    private void add(String id, int timeline, String start, int segmentSize) {
        Lsn begin = Lsn.parse(start);
        BackupFacts facts = BackupFacts.create(
                id,
                known -> known.label(id)
                        .operationKey(new OperationKey(id))
                        .server(42, 180_006, segmentSize)
                        .wal(timeline, begin, begin.plus(0x100))
                        .time(NOW, NOW.plusSeconds(5))
                        .size(0, 0, 0));
        repository.add(BackupManifest.create(facts, content -> {}));
    }

    private byte[] bytes(String key) throws IOException {
        try (InputStream input = store.read(key)) {
            return input.readAllBytes();
        }
    }
}
