package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver on real servers that do nothing worse than work. */
class WalReceiverIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"15, 1", "16, 1", "17, 1", "18, 1", "18, 16", "15, 64"})
    void whatIsReceivedBringsABackupToTheServersEnd(int version, int segmentMegabytes)
            throws SQLException, IOException {
        try (WalSource source = source(version, segmentMegabytes);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"));
                WalReceiver receiver =
                        WalReceiver.start(source.endpoint(), repository(source, store), options(o -> {}))) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            ColdBase base = ColdBase.take(source, directory.resolve("copy"));
            source.sql(
                    "insert into t select generate_series(1, 1000)",
                    "select pg_logical_emit_message(true, 'fill'," + " repeat('x', 3000000))",
                    "insert into t select generate_series(1, 1000)");
            Lsn end = source.flushed();

            receiver.awaitArchived(end, SOON);

            WalArchive archive = WalArchive.of(Repository.openExisting(store), segmentMegabytes << 20);
            ProvenWal proven =
                    WalProof.prove(archive, base.start(), RecoveryTarget.latest(), directory.resolve("staging"));
            assertThat(proven.expectedEnd()).isGreaterThanOrEqualTo(end);
            assertThat(archive.interval(base.start()).lastLsn()).isGreaterThanOrEqualTo(end);
            if (segmentMegabytes == 1) {
                try (WalSource recovered =
                        base.recover(version, directory.resolve("data"), directory.resolve("staging"), proven)) {
                    assertThat(recovered.sql("select count(*) from t")).isEqualTo("2000");
                }
            }
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void theRestorableTimeOfAnIdleServerGoesOn(int version) throws SQLException, IOException {
        try (WalSource source = source(version, 1);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"));
                WalReceiver receiver = WalReceiver.start(
                        source.endpoint(),
                        repository(source, store),
                        options(o -> o.tailInterval(Duration.ofMillis(200))))) {
            receiver.awaitStreaming(SOON);
            source.sql("create table t(id int)");
            ColdBase base = ColdBase.take(source, directory.resolve("copy"));
            source.sql("insert into t values (1)");
            Lsn end = source.flushed();
            Instant idle = Instant.parse(source.sql(
                    "select to_char(clock_timestamp() at time zone 'UTC'," + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
            Waiting.until(SOON, () -> {
                Instant complete = receiver.status().completeUntil();
                return complete != null && complete.isAfter(idle.plusMillis(300));
            });

            WalArchive archive = WalArchive.of(Repository.openExisting(store), 1 << 20);

            assertThat(archive.interval(base.start()).lastTime()).isAfter(idle.plusMillis(300));
            assertThat(WalProof.prove(
                                    archive,
                                    base.start(),
                                    RecoveryTarget.at(idle.plusMillis(200)),
                                    directory.resolve("staging"))
                            .expectedEnd())
                    .isGreaterThanOrEqualTo(end);
        }
    }

    private ReceiverOptions options(Consumer<ReceiverOptions.Builder> more) {
        return ReceiverOptions.create("dr", directory.resolve("spool"), more);
    }

    private WalSource source(int version, int segmentMegabytes) throws IOException {
        Files.createDirectories(directory);
        return WalSource.create(
                version,
                directory,
                builder -> builder.walSegmentSizeMegabytes(segmentMegabytes).setting("fsync", "off"));
    }

    private static Repository repository(WalSource source, ObjectStore store) {
        return Repository.open(store, source.identity().systemIdentifier());
    }
}
