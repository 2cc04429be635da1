package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** A failover with lag: the old primary writes and is backed up behind the point at which the new one began. */
class AbandonedTimelineIT {

    @TempDir
    Path directory;

    @AfterEach
    void remove() {
        for (String name : List.of("primary", "latest", "instant", "position", "snapshot")) {
            new CopyPlace(directory.resolve(name)).remove();
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void aBackupBehindTheForkDoesNotWinOverTheLiveTimeline(int version) throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(PostgresVersions.of(version), directory, builder -> {})) {
            source.backup("first");
            source.commit(1);
            source.archive();
            Repository repository = source.repository();
            PostgresServer primary = recover(repository, RecoveryTarget.latest(), "primary", version)
                    .server();
            source.commit(2);
            BackupFacts abandoned = source.backup("abandoned");
            source.archive();
            insert(primary, 3);
            Instant instant = now(primary);
            insert(primary, 4);
            Lsn position = passed(primary, abandoned.stopLsn());
            insert(primary, 5);
            archive(primary, repository);

            RecoveredServer latest = recover(repository, RecoveryTarget.latest(), "latest", version);
            assertThat(rows(latest)).isEqualTo("1,3,4,5");
            assertThat(latest.backup().id()).isEqualTo("first");
            assertThat(latest.warnings())
                    .anyMatch(warning -> warning.contains("abandoned") && warning.contains("timeline"));
            assertThat(rows(recover(repository, RecoveryTarget.at(instant), "instant", version)))
                    .isEqualTo("1,3");
            assertThat(rows(recover(repository, RecoveryTarget.at(position), "position", version)))
                    .isEqualTo("1,3,4");
            assertThat(rows(recover(repository, RecoveryTarget.snapshot("abandoned"), "snapshot", version)))
                    .isEqualTo("1,2");
        }
    }

    /** Writes until the log is behind {@code lsn} and returns where it is then. */
    private static Lsn passed(PostgresServer server, Lsn lsn) {
        Lsn position;
        do {
            RecoveryIT.query(server, "select pg_switch_wal()");
            RecoveryIT.query(server, "select txid_current()");
            position = Lsn.parse(RecoveryIT.query(server, "select pg_current_wal_insert_lsn()"));
        } while (position.isBefore(lsn));
        return position;
    }

    private static void insert(PostgresServer server, int id) {
        RecoveryIT.query(server, "insert into rows values (" + id + ") returning id");
    }

    private static Instant now(PostgresServer server) {
        return Instant.parse(
                RecoveryIT.query(server, "select to_json(clock_timestamp() at time zone 'UTC')#>>'{}' || 'Z'"));
    }

    private static void archive(PostgresServer primary, Repository repository) throws IOException {
        Path file = primary.dataDirectory().resolve("pg_wal").resolve(TimelineHistory.fileName(2));
        byte[] history = Files.readAllBytes(file);
        int size = Integer.parseInt(
                RecoveryIT.query(primary, "select setting from pg_settings where name = 'wal_segment_size'"));
        WalArchive.of(repository, size).putHistory(2, history);
        RecoverySource.archive(primary, repository, TimelineHistory.parse(2, history));
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
