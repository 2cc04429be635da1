package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackup;
import com.datafly.signal.dr.selfmanaged.internal.backup.BaseBackupRequest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.SegmentName;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.internal.wal.VerifiedWal;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server with a table {@code rows}, its repository, and its log archived when the test says so.
 *
 * <p>All is in one directory: {@code source}, {@code source.log} and {@code repository}.
 */
final class RecoverySource implements AutoCloseable {

    private final TestServer server;
    private final ObjectStore store;
    private final Repository repository;

    private RecoverySource(TestServer server, Path directory) throws SQLException {
        this.server = server;
        this.store = FileSystemObjectStore.open(directory.resolve("repository"));
        this.repository = Repository.open(
                store, Long.parseUnsignedLong(server.query("select system_identifier from pg_control_system()")));
    }

    static RecoverySource start(
            PostgresInstallation installation, Path directory, Consumer<PostgresServer.Builder> more)
            throws SQLException {
        TestServer server = TestServer.start(
                installation,
                directory.resolve("source"),
                builder -> more.accept(builder.setting("autovacuum", "off")
                        .setting("max_prepared_transactions", "3")
                        .setting("wal_keep_size", "1GB")));
        server.execute("create table rows (id int primary key)");
        return new RecoverySource(server, directory);
    }

    TestServer server() {
        return server;
    }

    Repository repository() {
        return repository;
    }

    Path repositoryDirectory() {
        return Path.of(store.address().substring("file:".length()));
    }

    /** Commits a row and returns the moment after, on the server's clock. */
    Instant commit(int id) throws SQLException {
        server.execute("insert into rows values (" + id + ")");
        return now();
    }

    Instant now() throws SQLException {
        return Instant.parse(server.query("select to_json(clock_timestamp() at time zone 'UTC')#>>'{}' || 'Z'"));
    }

    Lsn position() throws SQLException {
        return Lsn.parse(server.query("select pg_current_wal_insert_lsn()"));
    }

    BackupFacts backup(String id) {
        return backup(server.server(), repository, id);
    }

    static BackupFacts backup(PostgresServer server, Repository repository, String id) {
        BaseBackupRequest request = BaseBackupRequest.create(id, OperationKey.random(), options -> {});
        return BaseBackup.run(server.endpoint("postgres"), repository, request).facts();
    }

    /** Returns the end of what is on disk, which ends with a record; {@link #position} may lie behind it. */
    Lsn flushed() throws SQLException {
        return Lsn.parse(server.query("select pg_current_wal_flush_lsn()"));
    }

    /** Archives what the log has until now. */
    void archive() throws SQLException, IOException {
        archive(server.server(), repository, TimelineHistory.of(1));
    }

    /** Archives what the log of a server has until now, on the last timeline of a history. */
    static void archive(PostgresServer server, Repository repository, TimelineHistory history) throws IOException {
        // A commit that is on disk when it has returned, as that of txid_current() is not.
        RecoveryIT.query(server, "select pg_logical_emit_message(true, 'archive', '')");
        Lsn end = Lsn.parse(RecoveryIT.query(server, "select pg_current_wal_flush_lsn()"));
        int size = Integer.parseInt(
                RecoveryIT.query(server, "select setting from pg_settings where name = 'wal_segment_size'"));
        WalArchive archive = WalArchive.of(repository, size);
        for (Path file : segments(server)) {
            SegmentName name = SegmentName.parse(file.getFileName().toString(), size);
            // A checkpoint may rename or remove any other.
            if (name.timeline() != history.timeline() || !name.start().isBefore(end)) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!name.end().isAfter(end)) {
                archive.put(VerifiedWal.complete(name, archive.identity(history), bytes));
            } else {
                byte[] written = Arrays.copyOf(bytes, (int) end.minus(name.start()));
                VerifiedWal.beginning(name, archive.identity(history), written).ifPresent(archive::put);
            }
        }
    }

    private static List<Path> segments(PostgresServer server) throws IOException {
        try (Stream<Path> files = Files.list(server.dataDirectory().resolve("pg_wal"))) {
            return files.filter(file -> SegmentName.isSegment(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
