package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

class BaseBackupIT {

    private static final Path PG_VERIFYBACKUP = Path.of("/usr/lib/postgresql/15/bin/pg_verifybackup");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void aBackupHoldsAllThatAServerNeedsToStart(PostgresInstallation installation) throws Exception {
        try (ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"));
                TestServer test = TestServer.start(installation, directory.resolve("data"))) {
            test.execute("create table kept as select x, md5(x::text) as y from generate_series(1, 100000) x");
            Repository repository = repository(store, test);
            List<Long> progress = new ArrayList<>();

            BackupManifest made = BaseBackup.run(
                    Endpoints.onSocket(test.server()),
                    repository,
                    BaseBackupRequest.create(
                            "first",
                            new OperationKey("key-1"),
                            request -> request.label("it's me")
                                    .labels(Map.of("purpose", "test"))
                                    .progress((done, total) -> progress.add(done))));

            BackupManifest read = Repository.openExisting(store).backup("first").orElseThrow();
            assertThat(read.files()).isEqualTo(made.files());
            assertThat(read.chunks()).isEqualTo(made.chunks());
            assertThat(read.directories()).isEqualTo(made.directories());
            assertThat(read.facts()).hasToString(made.facts().toString());
            assertThat(read.operationKey().value()).isEqualTo("key-1");
            assertThat(read.labels()).containsEntry("purpose", "test");
            assertThat(read.settings()).containsEntry("max_connections", "20").containsEntry("data_checksums", "on");
            assertThat(read.facts().majorVersion()).isEqualTo(installation.majorVersion());
            assertThat(read.startLsn()).isLessThan(read.stopLsn());
            assertThat(progress).last().isEqualTo(read.totalBytes());
            assertThat(repository.list().backups()).hasSize(1);
            assertThat(test.query("select count(*) from pg_replication_slots")).isEqualTo("0");

            Path restored = directory.resolve("restored");
            RestoredFiles.write(store, read, restored);
            test.server().kill();
            verifyWithPostgres(installation, restored);
            startsWithTheData(installation, restored);
        }
    }

    private static void startsWithTheData(PostgresInstallation installation, Path restored) throws Exception {
        PostgresServer server = PostgresServer.open(installation, restored, TestServer::fast);
        try {
            TestServer.startOnAFreePort(server);
            try (var connection = Endpoints.onSocket(server).connect();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("select count(*), sum(length(y)) from kept")) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(100_000);
                assertThat(row.getLong(2)).isEqualTo(3_200_000);
            }
        } finally {
            server.kill();
        }
    }

    /** Checks all files against the server's own manifest with PostgreSQL's own program, where there is one. */
    private static void verifyWithPostgres(PostgresInstallation installation, Path restored) throws Exception {
        if (installation.majorVersion() > 16 || !Files.isExecutable(PG_VERIFYBACKUP)) {
            return;
        }
        Process process = new ProcessBuilder(
                        PG_VERIFYBACKUP.toString(), "--no-parse-wal", "--exit-on-error", restored.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    static Repository repository(ObjectStore store, TestServer test) throws Exception {
        return Repository.open(
                store, Long.parseUnsignedLong(test.query("select system_identifier from pg_control_system()")));
    }
}
