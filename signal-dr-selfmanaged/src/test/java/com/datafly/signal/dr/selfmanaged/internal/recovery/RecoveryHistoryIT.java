package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Sources with a past: several backups, timelines, tablespaces that came later, collations that went. */
class RecoveryHistoryIT {

    @TempDir
    Path directory;

    @AfterEach
    void remove() {
        for (String name : List.of("one", "two", "three")) {
            new CopyPlace(directory.resolve(name)).remove();
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void aPromotedCopyIsBackedUpAndRecoveredInItsTurn(int version) throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(PostgresVersions.of(version), directory, builder -> {})) {
            source.backup("first");
            source.commit(1);
            source.archive();
            Repository repository = source.repository();
            RecoveredServer one = recover(repository, RecoveryTarget.latest(), "one", version);
            source.commit(100);
            RecoveryIT.query(one.server(), "insert into rows values (2) returning id");
            BackupFacts second = RecoverySource.backup(one.server(), repository, "second");
            RecoveryIT.query(one.server(), "insert into rows values (3) returning id");
            archive(one, repository);

            RecoveredServer two = recover(repository, RecoveryTarget.snapshot("second"), "two", version);
            RecoveredServer three = recover(repository, RecoveryTarget.at(second.startLsn()), "three", version);

            assertThat(rows(two)).isEqualTo("1,2");
            assertThat(two.timeline()).isEqualTo(3);
            assertThat(rows(three)).isEqualTo("1,2");
            assertThat(three.backup().id()).isEqualTo("first");
            assertThat(three.provenWal().timeline()).isEqualTo(2);
            new CopyPlace(directory.resolve("two")).remove();
            assertThat(rows(recover(repository, RecoveryTarget.latest(), "two", version)))
                    .isEqualTo("1,2,3");
        }
    }

    @Test
    void aMomentInsideABackupIsReachedFromTheOneBeforeAndRefusedWithoutOne()
            throws SQLException, IOException, InterruptedException, ExecutionException {
        try (RecoverySource source = RecoverySource.start(PostgresVersions.newest(), directory, builder -> {})) {
            BackupFacts busy = busyBackup(source, "busy", 1_000_000);
            source.backup("quiet");
            source.commit(1);
            BackupFacts later = busyBackup(source, "later", 2_000_000);
            source.archive();

            RecoveredServer one = recover(source.repository(), RecoveryTarget.at(later.startedAt()), "one", 18);
            assertThat(one.backup().id()).isEqualTo("quiet");
            assertThat(one.warnings()).anyMatch(warning -> warning.contains("later"));
            assertThat(RecoveryIT.query(one.server(), "select count(*) from rows where id = 1"))
                    .isEqualTo("1");
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> recover(source.repository(), RecoveryTarget.at(busy.startedAt()), "two", 18))
                    .withMessageContaining("before the end of the backup")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        }
    }

    @Test
    void aTablespaceMadeAfterTheBackupIsNeverReplayedIntoTheSource() throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(PostgresVersions.newest(), directory, builder -> {})) {
            source.backup("first");
            source.commit(1);
            var before = source.position();
            Path tablespace = Files.createDirectory(directory.resolve("tablespace"));
            source.server().execute("create tablespace late location '" + tablespace + "'");
            source.server().execute("create table far tablespace late as select 1 as id");
            source.archive();

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> recover(source.repository(), RecoveryTarget.latest(), "one", 18))
                    .withMessageContaining("a tablespace was created at")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
            assertThat(source.server().query("select id from far")).isEqualTo("1");
            assertThat(rows(recover(source.repository(), RecoveryTarget.at(before), "two", 18)))
                    .isEqualTo("1");
        }
    }

    @Test
    void aCollationOfAnotherVersionIsAWarning() throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(PostgresVersions.newest(), directory, builder -> {})) {
            source.server().execute("update pg_database set datcollversion = '0.1' where datname = 'template1'");
            source.server().execute("create collation aged (provider = icu, locale = 'de')");
            source.server().execute("update pg_collation set collversion = '0.2' where collname = 'aged'");
            source.backup("first");

            RecoveredServer one = recover(source.repository(), RecoveryTarget.snapshot("first"), "one", 18);

            assertThat(one.warnings())
                    .hasSize(2)
                    .anyMatch(warning ->
                            warning.startsWith("database template1 was built under") && warning.contains("0.1"))
                    .anyMatch(warning -> warning.startsWith("collation aged in database postgres"));
        }
    }

    /** Takes a backup while rows are committed all the time. */
    private static BackupFacts busyBackup(RecoverySource source, String id, int firstRow)
            throws InterruptedException, ExecutionException {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int row = firstRow; !done.get(); row++) {
                    source.commit(row);
                }
                return done.get();
            });
            BackupFacts backup = source.backup(id);
            done.set(true);
            writing.get();
            return backup;
        } finally {
            done.set(true);
            writer.shutdown();
        }
    }

    private static void archive(RecoveredServer copy, Repository repository) throws IOException {
        PostgresServer server = copy.server();
        Path file = server.dataDirectory().resolve("pg_wal").resolve(TimelineHistory.fileName(copy.timeline()));
        byte[] history = Files.readAllBytes(file);
        int size = Integer.parseInt(
                RecoveryIT.query(server, "select setting from pg_settings where name = 'wal_segment_size'"));
        WalArchive.of(repository, size).putHistory(copy.timeline(), history);
        RecoverySource.archive(server, repository, TimelineHistory.parse(copy.timeline(), history));
    }

    private static String rows(RecoveredServer copy) {
        return RecoveryIT.query(copy.server(), "select string_agg(id::text, ',' order by id) from rows");
    }

    private RecoveredServer recover(Repository repository, RecoveryTarget target, String name, int version) {
        RecoveryRequest request = RecoveryRequest.create(
                name,
                target,
                directory.resolve(name),
                PostgresVersions.of(version),
                builder -> builder.setting("fsync", "off").setting("shared_buffers", "16MB"));
        return Recovery.from(repository).run(request, RecoveryListener.none());
    }
}
