package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Every kind of target, against every version, from a source that would do everything wrong if its settings were kept.
 */
class RecoveryIT {

    /** A cluster's segments may have other sizes than the usual 16 megabytes, and settings that have to follow. */
    private static final Map<Integer, Integer> SEGMENT_MEGABYTES = Map.of(15, 1, 17, 64);

    @TempDir
    Path directory;

    private Path archived = Path.of("");

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void everyTargetIsReachedExactlyByACopyThatIsApartFromItsSource(PostgresInstallation installation)
            throws SQLException, IOException {
        archived = Files.createDirectory(directory.resolve("archived"));
        Path tablespace = Files.createDirectory(directory.resolve("tablespace"));
        try (RecoverySource source = RecoverySource.start(
                installation, directory, builder -> careless(builder, installation.majorVersion()))) {
            source.server().execute("alter system set archive_mode = 'on'");
            source.server().server().restart();
            source.server().execute("create tablespace extra location '" + tablespace + "'");
            source.server().execute("create table far (id int) tablespace extra");
            source.server().execute("insert into far select generate_series(1, 1000)");
            source.server().execute("select pg_create_physical_replication_slot('standby', true)");
            source.commit(1);
            source.backup("first");
            source.commit(2);
            prepare(source);
            Instant second = source.now();
            source.commit(3);
            Lsn third = source.position();
            source.server().execute("insert into far values (0)");
            source.commit(4);
            source.archive();

            recovered(source, installation, RecoveryTarget.snapshot("first"), copy -> {
                assertThat(query(copy.server(), "select count(*) from rows")).isEqualTo("1");
            });
            recovered(source, installation, RecoveryTarget.at(second), copy -> {
                assertThat(query(copy.server(), "select count(*) from rows")).isEqualTo("2");
                assertThat(query(copy.server(), "select gid from pg_prepared_xacts"))
                        .isEqualTo("pending");
                assertThat(query(copy.server(), "select count(*) from far")).isEqualTo("1000");
                assertThat(query(
                                copy.server(),
                                "select pg_tablespace_location(oid) from pg_tablespace" + " where spcname = 'extra'"))
                        .startsWith(copy.server().dataDirectory() + ".tablespaces/");
                requireIsolation(copy);
            });
            recovered(source, installation, RecoveryTarget.at(third), copy -> {
                assertThat(query(copy.server(), "select max(id) from rows")).isEqualTo("3");
                assertThat(query(copy.server(), "select count(*) from far")).isEqualTo("1000");
            });
            recovered(source, installation, RecoveryTarget.latest(), copy -> {
                assertThat(query(copy.server(), "select max(id) from rows")).isEqualTo("4");
                assertThat(query(copy.server(), "select count(*) from far")).isEqualTo("1001");
            });
        }
    }

    private void careless(PostgresServer.Builder builder, int majorVersion) {
        builder.setting("archive_command", "cp '%p' '" + archived + "/%f'")
                .setting("primary_conninfo", "host=elsewhere password=hunter2")
                .setting("work_mem", "5MB")
                .walSegmentSizeMegabytes(SEGMENT_MEGABYTES.getOrDefault(majorVersion, 16));
    }

    private static void prepare(RecoverySource source) throws SQLException {
        try (Connection connection = source.server().connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("begin");
            statement.execute("insert into rows values (99)");
            statement.execute("prepare transaction 'pending'");
        }
    }

    private void recovered(
            RecoverySource source,
            PostgresInstallation installation,
            RecoveryTarget target,
            Consumer<RecoveredServer> check) {
        Path data = directory.resolve("copy");
        RecoveryRequest request = RecoveryRequest.create(
                "orders copy",
                target,
                data,
                installation,
                b -> b.setting("fsync", "off").setting("shared_buffers", "16MB"));
        try {
            RecoveredServer copy = Recovery.from(source.repository()).run(request, RecoveryListener.none());
            assertThat(copy.timeline()).isEqualTo(2);
            assertThat(copy.timings()).containsOnlyKeys(RecoveryPhase.values());
            assertThat(RestoreRecord.read(data)).map(RestoreRecord::status).hasValue(RestoreRecord.Status.FINISHED);
            check.accept(copy);
        } finally {
            new CopyPlace(data).remove();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("copy")))
                    .isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requireIsolation(RecoveredServer copy) {
        assertThat(query(copy.server(), "show archive_mode")).isEqualTo("off");
        assertThat(query(copy.server(), "show primary_conninfo")).isEmpty();
        assertThat(query(copy.server(), "show cluster_name")).isEqualTo("signal-dr orders copy");
        assertThat(query(copy.server(), "select count(*) from pg_replication_slots"))
                .isEqualTo("0");
        query(copy.server(), "select pg_switch_wal()");
        query(copy.server(), "select 1 from pg_create_restore_point('later')");
        query(copy.server(), "select pg_switch_wal()");
        assertThat(copy.server().dataDirectory().resolve("pg_wal/archive_status"))
                .isEmptyDirectory();
        assertThat(archivedNames()).isNotEmpty().allMatch(name -> name.startsWith("00000001"));
        assertThat(copy.differences())
                .extracting(SettingDifference::name)
                .contains("archive_mode", "primary_conninfo", "work_mem");
        assertThat(copy.differences()).asString().doesNotContain("hunter2");
        assertThat(copy.server().dataDirectory().resolve("postgresql.auto.conf.source"))
                .content()
                .contains("archive_mode");
        assertThat(copy.server().dataDirectory().resolve("signal-dr.conf"))
                .content()
                .doesNotContain("recovery_target", "hot_standby");
        assertThat(copy.warnings()).isEmpty();
    }

    private List<String> archivedNames() {
        try (Stream<Path> files = Files.list(archived)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String query(PostgresServer server, String sql) {
        try (Connection connection = server.endpoint("postgres").connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
