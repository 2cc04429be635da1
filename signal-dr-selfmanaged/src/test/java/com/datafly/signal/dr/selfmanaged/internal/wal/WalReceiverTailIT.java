package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the log: what was acknowledged of the last segment reaches the archive, and nothing is said of more. */
class WalReceiverTailIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** A record that begins in this segment, ends shortly behind a later one's start, is flushed, and is the last. */
    private static final String CROSSING = "select pg_logical_emit_message(false, 'x', repeat('y',"
            + " (%d - (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint %% 1048576)::int), true)";

    @TempDir
    Path directory;

    private SwitchableStore store;

    @BeforeEach
    void openStore() {
        store = new SwitchableStore(FileSystemObjectStore.open(directory.resolve("store")));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17 1048576", "18 3145728"})
    void aLastRecordThatCrossesSegmentsIsArchived(String how) throws SQLException, IOException {
        int version = Integer.parseInt(how.substring(0, 2));
        try (WalSource source = source(version)) {
            Lsn end;
            ColdBase base;
            try (WalReceiver receiver = receiver(source.endpoint(), source, options -> {})) {
                receiver.awaitStreaming(SOON);
                source.sql("select pg_switch_wal()", "create table t(id int)");
                base = ColdBase.take(source, directory.resolve("copy"));
                end = Lsn.parse(source.sql(CROSSING.formatted(Integer.parseInt(how.substring(3)))));

                receiver.awaitArchived(end, SOON);

                assertThat(receiver.status().state()).isEqualTo(ReceiverState.STREAMING);
                assertThat(archive().interval(base.start()).lastLsn()).isGreaterThanOrEqualTo(end);
            }
            assertThat(proven(base).expectedEnd()).isGreaterThanOrEqualTo(end);
        }
    }

    @Test
    void aLastRecordThatCrossesSegmentsSurvivesTheServer() throws SQLException, IOException {
        try (WalSource source = source(18)) {
            ColdBase base;
            Lsn end;
            try (WalReceiver receiver = receiver(
                    source.endpoint(), source, options -> options.tailInterval(Duration.ofMinutes(5)))) {
                receiver.awaitStreaming(SOON);
                source.sql("select pg_switch_wal()", "create table t(id int)");
                base = ColdBase.take(source, directory.resolve("copy"));
                store.down(true);
                end = Lsn.parse(source.sql(CROSSING.formatted(1 << 20)));
                Waiting.until(SOON, () -> !receiver.status().acknowledged().isBefore(end));
                source.server().stopImmediately();
            }
            store.down(false);
            PostgresEndpoint nowhere = PostgresEndpoint.onSocket(directory, 1, "postgres", "postgres");
            Repository repository = Repository.openExisting(store);
            WalReceiver.start(nowhere, repository, options(options -> {})).close();

            assertThat(proven(base).expectedEnd()).isGreaterThanOrEqualTo(end);
        }
    }

    private ProvenWal proven(ColdBase base) throws IOException {
        Path staging = Files.createTempDirectory(directory, "staging");
        return WalProof.prove(archive(), base.start(), RecoveryTarget.latest(), staging);
    }

    private WalArchive archive() {
        return WalArchive.of(Repository.openExisting(store), 1 << 20);
    }

    private WalReceiver receiver(
            PostgresEndpoint endpoint, WalSource source, Consumer<ReceiverOptions.Builder> more) {
        Repository repository = Repository.open(store, source.identity().systemIdentifier());
        return WalReceiver.start(endpoint, repository, options(more));
    }

    private ReceiverOptions options(Consumer<ReceiverOptions.Builder> more) {
        Consumer<ReceiverOptions.Builder> quick = options -> options.tailInterval(Duration.ofMillis(200));
        return ReceiverOptions.create("dr", directory.resolve("spool"), quick.andThen(more));
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
