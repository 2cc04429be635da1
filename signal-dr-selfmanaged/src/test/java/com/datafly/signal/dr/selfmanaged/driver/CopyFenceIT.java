package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A copy shares its source's system identifier, and still may not write among its source's backups. */
class CopyFenceIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ArgumentsSource(PostgresVersions.class)
    void aCopyWritesIntoARepositoryOfItsOwnUntilItTakesItsSourcesPlace(PostgresInstallation installation)
            throws SQLException {
        try (TestServer source = TestServer.start(installation, directory.resolve("source"));
                SignalDr dr = open(address(source), installation, "repository", "spool")) {
            Snapshot snapshot = dr.database().snapshots().create("first").await();
            try (Database copy = dr.database()
                    .snapshots()
                    .restore(snapshot.id())
                    .as("copy")
                    .start()
                    .await()) {
                String address = copy.address().toString();

                try (SignalDr intruder = open(address, installation, "repository", "spool-of-copy")) {
                    assertFenced(() -> intruder.database().snapshots().create("intrusion"));
                    WalArchiving archiving =
                            intruder.database().unwrap(WalArchiving.class).orElseThrow();
                    assertFenced(archiving::start);
                }
                assertThat(dr.database().snapshots().list()).hasSize(1);
                try (SignalDr own = open(address, installation, "own", "spool-of-copy")) {
                    own.database().snapshots().create("own").await();
                    assertThat(own.database().snapshots().list()).hasSize(1);
                }

                takePlace(copy);
                try (SignalDr heir = open(address, installation, "repository", "spool-of-copy")) {
                    heir.database().snapshots().create("heir").await();
                }
                copy.discard().await();
            }
        }
    }

    private static void takePlace(Database copy) throws SQLException {
        try (Connection connection = copy.sql().orElseThrow().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET signal_dr.copy = ''");
            statement.execute("SELECT pg_reload_conf()");
        }
        awaitOrdinary(copy);
    }

    private static void awaitOrdinary(Database copy) throws SQLException {
        String mark;
        do {
            try (Connection connection = copy.sql().orElseThrow().getConnection();
                    Statement statement = connection.createStatement();
                    var row =
                            statement.executeQuery("SELECT current_setting('signal_dr.copy', true), pg_sleep(0.02)")) {
                row.next();
                mark = row.getString(1);
            }
        } while (!mark.isEmpty());
    }

    private SignalDr open(String address, PostgresInstallation installation, String repository, String spool) {
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("repository", "file:" + directory.resolve(repository))
                                .option(
                                        "restores",
                                        directory.resolve("restores").toString())
                                .option("spool", directory.resolve(spool).toString())
                                .option("postgres", installation.binDirectory().toString()))
                .build();
    }

    private static String address(TestServer server) {
        return "postgres:" + server.server().socketDirectory() + ":"
                + server.server().port() + "/postgres";
    }

    private static void assertFenced(ThrowingCallable call) {
        DrException failure = catchThrowableOfType(DrException.class, call);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.FENCED);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.hint()).isPresent();
    }
}
