package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.audit.RepositoryAudit;
import com.datafly.signal.dr.selfmanaged.internal.repository.HandScript;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.server.Account;
import com.datafly.signal.dr.selfmanaged.internal.server.Command;
import com.datafly.signal.dr.selfmanaged.internal.server.Directories;
import com.datafly.signal.dr.selfmanaged.internal.wal.TimelineHistory;
import com.datafly.signal.dr.selfmanaged.internal.wal.WalArchive;
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
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script for people does with a log that forks, and with a repository that is not whole. */
class HandScriptIT {

    private static final PostgresInstallation INSTALLATION = PostgresVersions.newest();

    @TempDir
    Path directory;

    private @Nullable Path sockets;

    @BeforeAll
    static void requireTools() {
        for (String tool : List.of("jq", "zstd", "sha256sum")) {
            assumeTrue(
                    Command.run(List.of("sh", "-c", "command -v " + tool)).succeeded(),
                    "a recovery by hand needs the program " + tool + ", which is not installed here");
        }
    }

    @AfterEach
    void remove() throws IOException {
        new CopyPlace(directory.resolve("primary")).remove();
        new CopyPlace(directory.resolve("copy")).clear();
        if (sockets != null) {
            Directories.delete(sockets);
        }
    }

    @Test
    void theLiveTimelineIsFollowedAndWhatIsMissingOrDamagedIsRefused() throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(INSTALLATION, directory, builder -> {})) {
            HandScript.store(source.repository().store());
            source.backup("first");
            source.commit(1);
            source.archive();
            PostgresServer primary = fork(source.repository());
            source.commit(2);
            source.backup("abandoned");
            source.archive();
            insert(primary, 3);
            RecoveryIT.query(primary, "select pg_switch_wal()");
            insert(primary, 4);
            RecoveryIT.query(primary, "select pg_switch_wal()");
            insert(primary, 5);
            archive(primary, source.repository());

            assertThat(RepositoryAudit.run(source.repository()).defects()).isEmpty();
            Command.Result recovered = recover(source, "newest", "latest");
            assertThat(recovered.exitCode()).as(recovered.output()).isZero();
            assertThat(recovered.output()).contains("backup first");
            assertThat(rows()).isEqualTo("1,3,4,5");
            assertRefused(recover(source, "newest", "latest"), "is there already");
            new CopyPlace(directory.resolve("copy")).clear();

            flip(source, "backups/first/manifest");
            assertRefused(recover(source, "first", "latest"), "SHA-256");
            flip(source, "backups/first/manifest");
            delete(source, "wal/00000002");
            assertRefused(recover(source, "first", "latest"), "hole");
        }
    }

    @Test
    void aScriptThatSomebodyChangedIsFoundByAnAudit() throws SQLException, IOException {
        try (RecoverySource source = RecoverySource.start(INSTALLATION, directory, builder -> {})) {
            HandScript.store(source.repository().store());
            HandScript.store(source.repository().store());
            flip(source, HandScript.key());

            assertThat(RepositoryAudit.run(source.repository()).defects())
                    .singleElement()
                    .asString()
                    .contains(HandScript.key());
        }
    }

    private PostgresServer fork(Repository repository) {
        RecoveryRequest request = RecoveryRequest.create(
                "primary",
                RecoveryTarget.latest(),
                directory.resolve("primary"),
                INSTALLATION,
                more -> more.setting("fsync", "off").setting("shared_buffers", "16MB"));
        return Recovery.from(repository).run(request, RecoveryListener.none()).server();
    }

    private Command.Result recover(RecoverySource source, String backup, String target) throws IOException {
        Path copy = directory.resolve("copy");
        String script = source.repositoryDirectory().resolve(HandScript.key()).toString();
        return Command.run(Account.of(copy)
                .command(List.of(
                        "sh",
                        script,
                        "recover",
                        source.repositoryDirectory().toString(),
                        backup,
                        target,
                        copy.toString(),
                        INSTALLATION.binDirectory().toString())));
    }

    private void assertRefused(Command.Result result, String reason) throws IOException {
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).contains(reason).doesNotContain("RECOVERED");
        assertThat(directory.resolve("copy/recovery.signal")).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(path -> path.toString().contains(".work."))).isEmpty();
        }
    }

    private String rows() throws IOException, SQLException {
        List<String> server = Files.readAllLines(directory.resolve("copy/postmaster.pid"));
        sockets = Path.of(server.get(4));
        PostgresEndpoint endpoint =
                PostgresEndpoint.onSocket(sockets, Integer.parseInt(server.get(3)), "postgres", "postgres");
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select string_agg(id::text, ',' order by id) from rows")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void insert(PostgresServer server, int id) {
        RecoveryIT.query(server, "insert into rows values (" + id + ") returning id");
    }

    private static void archive(PostgresServer primary, Repository repository) throws IOException {
        Path file = primary.dataDirectory().resolve("pg_wal").resolve(TimelineHistory.fileName(2));
        byte[] history = Files.readAllBytes(file);
        int size = Integer.parseInt(
                RecoveryIT.query(primary, "select setting from pg_settings where name = 'wal_segment_size'"));
        WalArchive.of(repository, size).putHistory(2, history);
        RecoverySource.archive(primary, repository, TimelineHistory.parse(2, history));
    }

    /** Changes a byte in the middle; done twice, it is as before. */
    private static void flip(RecoverySource source, String key) throws IOException {
        Path file = source.repositoryDirectory().resolve(key);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** Deletes the second whole segment of a timeline. */
    private static void delete(RecoverySource source, String folder) throws IOException {
        try (Stream<Path> segments = Files.list(source.repositoryDirectory().resolve(folder))) {
            Files.delete(segments.filter(path -> path.getFileName().toString().length() == 24)
                    .sorted()
                    .skip(1)
                    .findFirst()
                    .orElseThrow());
        }
    }
}
