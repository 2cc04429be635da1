package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that a backup needs does not depend on the size of the database. */
class BaseBackupMemoryIT {

    private static final long HEAP_MEGABYTES = 72;

    @TempDir
    private Path directory;

    @Test
    void aDatabaseOfManyTimesTheHeapIsBackedUp() throws SQLException, IOException, InterruptedException {
        try (TestServer server = TestServer.start(PostgresVersions.newest(), directory.resolve("source"))) {
            server.execute("CREATE TABLE big AS SELECT i, repeat(md5(i::text), 30) AS filler"
                    + " FROM generate_series(1, 330000) i");
            Path repository = directory.resolve("repository");

            Process backup = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + HEAP_MEGABYTES + "m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeapBackup.class.getName(),
                            server.server().socketDirectory().toString(),
                            Integer.toString(server.server().port()),
                            repository.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(backup.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(backup.waitFor()).as(output).isZero();
            BackupManifest made = Repository.openExisting(FileSystemObjectStore.open(repository))
                    .backup("small")
                    .orElseThrow();
            assertThat(made.totalBytes()).isGreaterThan(4 * HEAP_MEGABYTES * 1024 * 1024);
        }
    }
}
