package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A switch of segments whose own record begins in the last bytes of one segment: it ends in the next, and leaves all
 * the rest of that one empty.
 */
class WalSwitchIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SEGMENT = 1 << 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"15, 8", "15, 16", "16, 8", "17, 16", "18, 8", "18, 16"})
    void aSwitchThatCrossesSegmentsIsReceivedProvenAndReplayed(int version, int room) throws SQLException, IOException {
        try (WalSource source = source(version);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            Repository repository = Repository.open(store, source.identity().systemIdentifier());
            ReceiverOptions options = ReceiverOptions.create("dr", directory.resolve("spool"), more -> {});
            ColdBase base;
            Lsn end;
            try (WalReceiver receiver = WalReceiver.start(source.endpoint(), repository, options)) {
                receiver.awaitStreaming(SOON);
                source.sql("create table t(id int)");
                base = ColdBase.take(source, directory.resolve("copy"));
                Lsn switched = switchAcross(source, room);
                receiver.awaitArchived(switched, SOON);
                source.sql("insert into t values (1)");
                end = source.flushed();

                receiver.awaitArchived(end, SOON);
            }
            Path staging = directory.resolve("staging");
            ProvenWal proven =
                    WalProof.prove(WalArchive.of(repository, SEGMENT), base.start(), RecoveryTarget.latest(), staging);
            assertThat(proven.expectedEnd()).isGreaterThanOrEqualTo(end);
            assertThat(WalArchive.of(repository, SEGMENT).interval(base.start()).lastLsn())
                    .isGreaterThanOrEqualTo(end);
            try (WalSource recovered = base.recover(version, directory.resolve("data"), staging, proven)) {
                assertThat(recovered.sql("select count(*) from t")).isEqualTo("1");
            }
        }
    }

    /** Switches by a record that ends in the next segment; again if another server process wrote right before it. */
    private static Lsn switchAcross(WalSource source, int room) {
        for (int attempt = 0; attempt < 20; attempt++) {
            leave(source, room);
            Lsn switched = Lsn.parse(source.sql("select pg_switch_wal()"));
            if (switched.value() % SEGMENT < 100) {
                return switched;
            }
        }
        throw new AssertionError("no switch ended in the next segment");
    }

    /** Fills a segment but for its last bytes; another server process may write in between, then the next segment. */
    private static void leave(WalSource source, int room) {
        long rest = rest(source);
        while (rest != room) {
            emit(source, rest > 6000 ? rest - 4000 : rest);
            long before = rest(source);
            emit(source, 300);
            rest = rest(source);
            long length = before - rest;
            if (length > 300 && rest < 4000 && rest > room + length) {
                emit(source, 300 + rest - room - length);
                rest = rest(source);
            }
        }
    }

    private static long rest(WalSource source) {
        Lsn position = Lsn.parse(source.sql("select pg_current_wal_insert_lsn()"));
        return SEGMENT - position.value() % SEGMENT;
    }

    private static void emit(WalSource source, long length) {
        source.sql("select pg_logical_emit_message(false, 'x', repeat('y', " + length + "))");
    }

    private WalSource source(int version) {
        return WalSource.create(
                version,
                directory,
                builder -> builder.walSegmentSizeMegabytes(1)
                        .setting("fsync", "off")
                        .setting("bgwriter_delay", "10000"));
    }
}
