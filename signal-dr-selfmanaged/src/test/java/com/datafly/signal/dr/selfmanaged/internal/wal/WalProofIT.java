package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What a real log proves, and that servers recovered from it are where the proof says. */
class WalProofIT {

    private static final int ROWS = 6;

    @TempDir
    static Path directory;

    private static final Map<Integer, History> HISTORIES = new TreeMap<>();

    /** A server's life: a backup, during which a row was committed, then rows with the moment after each commit. */
    private record History(
            ColdBase base,
            ObjectStore store,
            WalIdentity identity,
            List<SegmentName> segments,
            List<Instant> committed,
            List<Lsn> ends,
            Instant beforeBackup) {

        WalArchive archive() {
            return WalArchive.of(Repository.openExisting(store), identity.segmentSize());
        }
    }

    @AfterAll
    static void forget() {
        HISTORIES.values().forEach(history -> history.store().close());
        HISTORIES.clear();
    }

    @ParameterizedTest
    @PostgresMajors
    void theLatestPointHasEveryRow(int version) throws IOException {
        assertThat(recovered(version, RecoveryTarget.latest())).isEqualTo(ROWS + 1);
    }

    @ParameterizedTest
    @PostgresMajors
    void aMomentBetweenCommitsHasTheRowsUntilThen(int version) throws IOException {
        assertThat(recovered(
                        version, RecoveryTarget.at(history(version).committed().get(2))))
                .isEqualTo(3 + 1);
    }

    @ParameterizedTest
    @PostgresMajors
    void aPositionBetweenCommitsHasTheRowsBeforeIt(int version) throws IOException {
        assertThat(recovered(version, RecoveryTarget.at(history(version).ends().get(3))))
                .isEqualTo(4 + 1);
    }

    @ParameterizedTest
    @PostgresMajors
    void theEndOfTheLastRecordIsAPositionToo(int version) throws IOException {
        assertThat(recovered(version, RecoveryTarget.at(history(version).ends().get(ROWS - 1))))
                .isEqualTo(ROWS + 1);
    }

    @ParameterizedTest
    @PostgresMajors
    void aTargetDuringTheBackupOrBeforeItIsRefused(int version) {
        History history = history(version);
        Instant during = history.base().start().startedAt().plusMillis(1);

        for (RecoveryTarget target : List.of(
                RecoveryTarget.at(during),
                RecoveryTarget.at(history.beforeBackup()),
                RecoveryTarget.at(history.base().start().startLsn()),
                RecoveryTarget.at(history.base().start().stopLsn().plus(-8)))) {
            assertThatExceptionOfType(DrException.class)
                    .as(target.toString())
                    .isThrownBy(() -> prove(history, target))
                    .withMessageContaining("before the end of the backup")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aTargetBehindTheEndIsRefusedWithWhatIsProvable(int version) {
        History history = history(version);
        Lsn end = history.ends().get(ROWS - 1);

        for (RecoveryTarget target : List.of(
                RecoveryTarget.at(history.committed().get(ROWS - 1).plusSeconds(1)),
                RecoveryTarget.at(Instant.parse("2100-01-01T00:00:00Z")),
                RecoveryTarget.at(end.plus(64)),
                RecoveryTarget.at(end.plus(1L << 30)))) {
            assertThatExceptionOfType(DrException.class)
                    .as(target.toString())
                    .isThrownBy(() -> prove(history, target))
                    .withMessageContaining(history.base().start().stopLsn() + " (")
                    .withMessageContaining(end + " (")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aMissingSegmentInTheMiddleIsRefusedByName(int version) throws IOException {
        History history = history(version);
        SegmentName victim = middle(history);
        Damaged damaged = new Damaged(history, victim);
        damaged.remove();
        try {
            assertRefused(history, victim, "is missing");
            assertThat(history.archive().interval(history.base().start()).firstGap())
                    .hasValueSatisfying(gap -> assertThat(gap).contains(victim.fileName()));
            assertThat(prove(history, RecoveryTarget.at(history.committed().get(0)))
                            .files())
                    .isNotEmpty()
                    .doesNotContain(victim.fileName());
        } finally {
            damaged.repair();
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aMissingEndIsRefusedOnceItWasSaidToBeThere(int version) throws IOException {
        History history = history(version);
        Lsn end = history.ends().get(ROWS - 1);
        history.archive()
                .putEnd(1, new EndMark(end, history.committed().get(ROWS - 1).plusSeconds(600)));
        SegmentName last = history.segments().get(history.segments().size() - 1);
        Damaged damaged = new Damaged(history, last, end);
        try {
            assertThat(prove(
                                    history,
                                    RecoveryTarget.at(
                                            history.committed().get(ROWS - 1).plusSeconds(500)))
                            .expectedEnd())
                    .isEqualTo(end);
            damaged.remove();
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> prove(history, RecoveryTarget.latest()))
                    .withMessageContaining("was archived up to " + end)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        } finally {
            damaged.repair();
            history.store().delete(WalKeys.end(1), Precondition.none());
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aDamagedObjectIsRefusedByName(int version) throws IOException {
        History history = history(version);
        SegmentName victim = middle(history);
        Damaged damaged = new Damaged(history, victim);
        Random random = new Random(version);
        try {
            for (int i = 0; i < 8; i++) {
                byte[] bytes = damaged.original().clone();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                damaged.replace(bytes);
                assertRefused(history, victim, "cannot be used");
            }
            damaged.replace(new byte[damaged.original().length]);
            assertRefused(history, victim, "cannot be used");
            byte[] sealedElsewhere = new Damaged(history, victim.next()).original();
            damaged.replace(sealedElsewhere);
            assertRefused(history, victim, "cannot be used");
        } finally {
            damaged.repair();
        }
    }

    @ParameterizedTest
    @PostgresMajors
    void aDamagedSegmentNeverEntersTheArchive(int version) throws IOException {
        History history = history(version);
        SegmentName victim = middle(history);
        byte[] zeroed = new byte[victim.segmentSize()];
        byte[] sound = history.archive().read(victim);
        byte[] flipped = sound.clone();
        flipped[flipped.length / 2] ^= 4;
        byte[] shortened = java.util.Arrays.copyOf(flipped, flipped.length / 2);

        ObjectStore store = FileSystemObjectStore.open(Files.createTempDirectory(directory, "empty"));
        WalArchive archive =
                WalArchive.of(Repository.open(store, history.identity().systemIdentifier()), victim.segmentSize());
        for (byte[] bytes : List.of(zeroed, flipped, shortened)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> archive.put(VerifiedWal.complete(victim, history.identity(), bytes)))
                    .withMessageContaining(victim.fileName())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
            VerifiedWal.beginning(victim, history.identity(), bytes).ifPresent(archive::put);
            assertThat(WalInventory.stored(store, victim).isComplete()).isFalse();
        }
        archive.put(VerifiedWal.complete(victim, history.identity(), sound));
        assertThat(WalInventory.stored(store, victim).isComplete()).isTrue();
        assertThat(archive.read(victim)).isEqualTo(sound);
    }

    @ParameterizedTest
    @PostgresMajors(18)
    void theEstimateAgreesWithTheProof(int version) throws IOException {
        History history = history(version);
        ProvenWal proven = prove(history, RecoveryTarget.latest());

        RestorableInterval interval = history.archive().interval(history.base().start());

        assertThat(interval.firstGap()).isEmpty();
        assertThat(interval.lastLsn()).isEqualTo(proven.expectedEnd());
        assertThat(interval.lastTime()).isEqualTo(proven.lastTime()).isEqualTo(proven.provenUntil());
        assertThat(interval.timeline()).isEqualTo(1);
    }

    private static void assertRefused(History history, SegmentName segment, String why) {
        for (RecoveryTarget target : List.of(
                RecoveryTarget.latest(),
                RecoveryTarget.at(history.committed().get(ROWS - 2)),
                RecoveryTarget.at(history.ends().get(ROWS - 2)))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> prove(history, target))
                    .withMessageContaining("segment " + segment.fileName())
                    .withMessageContaining(why)
                    .withMessageContaining("Provable from this backup: "
                            + history.base().start().stopLsn())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        }
    }

    /** A segment between the third and the fourth row, which are several segments apart. */
    private static SegmentName middle(History history) {
        SegmentName third = SegmentName.containing(
                1, history.ends().get(2), history.identity().segmentSize());
        return third.next();
    }

    private static long recovered(int version, RecoveryTarget target) throws IOException {
        History history = history(version);
        Path staging = Files.createTempDirectory(directory, "staging");
        ProvenWal proven = WalProof.prove(history.archive(), history.base().start(), target, staging);
        Path data = Files.createTempDirectory(directory, "recovered").resolve("data");
        try (WalSource server = history.base().recover(version, data, staging, proven)) {
            byte[] file = Files.readAllBytes(server.server().dataDirectory().resolve("pg_wal/00000002.history"));
            assertThat(TimelineHistory.parse(2, file).switchPoint(1)).contains(proven.expectedEnd());
            return Long.parseLong(server.sql("select count(*) from t"));
        }
    }

    private static ProvenWal prove(History history, RecoveryTarget target) throws IOException {
        Path staging = Files.createTempDirectory(directory, "staging");
        try {
            return WalProof.prove(history.archive(), history.base().start(), target, staging);
        } catch (DrException e) {
            assertThat(staging).isEmptyDirectory();
            throw e;
        }
    }

    private static synchronized History history(int version) {
        return HISTORIES.computeIfAbsent(version, WalProofIT::live);
    }

    private static History live(int version) {
        Path home = directory.resolve("life" + version);
        try (WalSource source = WalSource.create(
                version,
                home,
                builder -> builder.walSegmentSizeMegabytes(1)
                        .setting("fsync", "off")
                        .setting("wal_keep_size", "1GB"))) {
            source.sql("create table t(id int, body text)");
            Instant beforeBackup = Instant.now();
            ColdBase base = ColdBase.take(source, home.resolve("copy"), "insert into t values (0, 'during')");
            List<Instant> committed = new ArrayList<>();
            List<Lsn> ends = new ArrayList<>();
            for (int row = 1; row <= ROWS; row++) {
                source.sql("insert into t values (" + row + ", 'x')");
                ends.add(source.flushed());
                committed.add(Instant.parse(source.sql(
                        "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")));
                if (row < ROWS) {
                    source.sql("select pg_logical_emit_message(false, 'fill', repeat('x', 2200000))");
                }
            }
            return archive(source, home, base, committed, ends, beforeBackup);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static History archive(
            WalSource source, Path home, ColdBase base, List<Instant> committed, List<Lsn> ends, Instant beforeBackup)
            throws IOException {
        WalIdentity identity = source.identity();
        ObjectStore store = FileSystemObjectStore.open(home.resolve("store"));
        WalArchive archive = WalArchive.of(Repository.open(store, identity.systemIdentifier()), identity.segmentSize());
        Lsn end = ends.get(ROWS - 1);
        List<SegmentName> segments = new ArrayList<>();
        for (Path file : source.segments()) {
            SegmentName name = SegmentName.parse(file.getFileName().toString(), identity.segmentSize());
            if (name.start().isBefore(end)) {
                byte[] bytes = Files.readAllBytes(file);
                archive.put(
                        name.contains(end)
                                ? VerifiedWal.beginning(name, identity, java.util.Arrays.copyOf(bytes, (int)
                                                end.minus(name.start())))
                                        .orElseThrow()
                                : VerifiedWal.complete(name, identity, bytes));
                segments.add(name);
            }
        }
        return new History(base, store, identity, segments, committed, ends, beforeBackup);
    }

    /** An object that a test damages and repairs. */
    private static final class Damaged {
        private final ObjectStore store;
        private final String key;
        private final byte[] original;

        Damaged(History history, SegmentName name) throws IOException {
            this(history, WalKeys.segment(name));
        }

        Damaged(History history, SegmentName name, Lsn tail) throws IOException {
            this(history, WalKeys.tail(name, tail));
        }

        private Damaged(History history, String key) throws IOException {
            this.store = history.store();
            this.key = key;
            try (InputStream input = store.read(key)) {
                this.original = input.readAllBytes();
            }
        }

        byte[] original() {
            return original;
        }

        void remove() {
            store.delete(key, Precondition.none());
        }

        void replace(byte[] bytes) {
            store.write(key, bytes, Precondition.none());
        }

        void repair() {
            replace(original);
        }
    }
}
