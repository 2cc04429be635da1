package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Endpoints;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BaseBackupContentIT {

    private static final OperationKey KEY = new OperationKey("key-1");
    private static final int ROUNDS = 4;
    private static final int DATABASE_EVERY = 5;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void tablespacesComeWithTheirFilesAndTheirLinks(PostgresInstallation installation) throws Exception {
        try (ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"));
                TestServer test = TestServer.start(
                        installation, directory.resolve("data"), server -> server.walSegmentSizeMegabytes(1))) {
            Path place = tablespace(test, "other place");
            test.execute("create tablespace there location '" + place + "'");
            test.execute("create table t tablespace there as select x from generate_series(1, 50000) x");
            Repository repository = BaseBackupIT.repository(store, test);

            BackupManifest manifest = BaseBackup.run(
                    Endpoints.onSocket(test.server()),
                    repository,
                    BaseBackupRequest.create("backup", KEY, options -> {}));

            String oid = test.query("select oid from pg_tablespace where spcname = 'there'");
            assertThat(manifest.tablespaces()).containsExactly(new BackupManifest.Tablespace(oid, place.toString()));
            assertThat(manifest.links()).contains(new BackupManifest.Link("pg_tblspc/" + oid, place.toString()));
            assertThat(manifest.files()).anyMatch(file -> file.path().startsWith("pg_tblspc/" + oid + "/PG_"));
            assertThat(manifest.walSegmentSize()).isEqualTo(1 << 20);
            test.server().kill();
            Path restored = directory.resolve("restored");
            RestoredFiles.write(store, manifest, restored);
            giveToServer(Path.of(restored + "-" + oid));
            assertThat(count(installation, restored, "select count(*) from t")).isEqualTo(50_000);
        }
    }

    @Test
    void aServerThatChangesUnderTheBackupIsRestoredToAConsistentState() throws Exception {
        PostgresInstallation installation = PostgresVersions.newest();
        try (ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"));
                TestServer test = TestServer.start(installation, directory.resolve("data"))) {
            test.execute("create table big as select x, md5(x::text) as y from generate_series(1, 200000) x");
            test.execute("create table counted (x int)");
            Repository repository = BaseBackupIT.repository(store, test);
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch rounds = new CountDownLatch(ROUNDS);
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<List<Lsn>> changes =
                    CompletableFuture.supplyAsync(() -> changeEverything(test, started, rounds, done));

            BackupManifest manifest = BaseBackup.run(
                    Endpoints.onSocket(test.server()),
                    repository,
                    BaseBackupRequest.create(
                            "backup",
                            KEY,
                            options -> options.maxRate(24 << 20).progress((bytes, total) -> {
                                started.countDown();
                                await(rounds);
                            })));
            done.set(true);
            List<Lsn> ends = changes.join();
            long before = count(ends, manifest.stopLsn());

            assertThat(before).as("rounds before the end of the backup").isGreaterThanOrEqualTo(ROUNDS);
            test.server().kill();
            Path restored = directory.resolve("restored");
            RestoredFiles.write(store, manifest, restored);
            // The last segment of the backup may hold a round that ended behind the backup.
            assertThat(count(installation, restored, "select count(*) from counted"))
                    .isBetween(before, count(ends, endOfLastSegment(manifest)) + 1);
            assertThat(count(installation, restored, "select count(*) from big"))
                    .isEqualTo(200_000);
        }
    }

    private static long count(List<Lsn> ends, Lsn last) {
        return ends.stream().filter(end -> !end.isAfter(last)).count();
    }

    private static Lsn endOfLastSegment(BackupManifest manifest) {
        long size = manifest.walSegmentSize();
        return new Lsn((manifest.stopLsn().value() + size - 1) / size * size);
    }

    /** Returns where the log was behind each round. */
    private static List<Lsn> changeEverything(
            TestServer test, CountDownLatch started, CountDownLatch rounds, AtomicBoolean done) {
        List<Lsn> ends = new ArrayList<>();
        try (Connection connection = test.connect("postgres");
                Statement statement = connection.createStatement()) {
            ends.add(round(statement));
            await(started);
            while (!done.get() && ends.size() < 200) {
                int round = ends.size();
                statement.execute("create table a" + round + " as select x from generate_series(1, 20000) x");
                statement.execute("create table b" + round + " as select x from generate_series(1, 20000) x");
                statement.execute("truncate a" + round);
                statement.execute("drop table b" + round);
                statement.execute("vacuum full a" + round);
                if (round % DATABASE_EVERY == 1) {
                    statement.execute("drop database if exists d");
                    statement.execute("create database d");
                }
                ends.add(round(statement));
                rounds.countDown();
            }
            return ends;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Lsn round(Statement statement) throws SQLException {
        statement.execute("insert into counted values (1)");
        try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
            row.next();
            return Lsn.parse(row.getString(1));
        }
    }

    private Path tablespace(TestServer test, String name) throws Exception {
        Path place = Files.createDirectory(directory.resolve(name));
        giveToServer(place);
        Files.setOwner(place, Files.getOwner(test.server().dataDirectory()));
        return place;
    }

    /** A tablespace outside the data directory has to be the server's own, and its parents passable. */
    private void giveToServer(Path place) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.walk(place)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, Files.getOwner(directory.resolve("data")));
            }
        }
    }

    private static long count(PostgresInstallation installation, Path restored, String query) throws Exception {
        PostgresServer server = PostgresServer.open(installation, restored, TestServer::fast);
        try {
            TestServer.startOnAFreePort(server);
            try (Connection connection = Endpoints.onSocket(server).connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getLong(1);
            }
        } finally {
            server.kill();
        }
    }
}
