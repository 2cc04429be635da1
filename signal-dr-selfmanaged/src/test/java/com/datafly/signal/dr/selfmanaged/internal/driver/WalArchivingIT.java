package com.datafly.signal.dr.selfmanaged.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.tck.DriverOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Starting and stopping the archiving of WAL as an application does. */
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class WalArchivingIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Parameter
    PostgresInstallation installation;

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static Path home;

    private DatabaseDriver driver;
    private WalArchiving archiving;

    @BeforeParameterizedClassInvocation
    static void start(PostgresInstallation installation) {
        home = directory.resolve("v" + installation.majorVersion());
        server = TestServer.start(installation, home.resolve("source"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        driver = driver(server, Map.of());
        archiving = archiving(driver);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void archivingStartsOnceStopsAndStartsAgain() throws SQLException {
        archiving.start();
        archiving.start();
        assertThat(archiving.status().state()).isEqualTo("streaming");
        Lsn first = write();
        archiving.awaitArchived(first, SOON);
        assertThat(archiving.status().archived()).isGreaterThanOrEqualTo(first);

        archiving.stop();
        archiving.stop();
        assertThat(failure(archiving::status).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        Lsn meanwhile = write();

        archiving.start();
        archiving.awaitArchived(meanwhile, SOON);
        assertThat(archiving.status().problem()).isEmpty();
    }

    @Test
    void whileNothingReceivesThereIsNoStatus() {
        DrException refusal = failure(archiving::status);

        assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal.hint()).isPresent();
        assertThat(failure(() -> archiving.awaitArchived(Lsn.ZERO, SOON)).code())
                .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    }

    @Test
    void aSecondReceiverOnTheSlotIsAConflictInItsOwnWords() {
        archiving.start();
        try (DatabaseDriver second =
                driver(server, Map.of("spool", home.resolve("other").toString()))) {
            DrException conflict = failure(archiving(second)::start);

            assertThat(conflict.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(conflict).hasMessageContaining("signal_dr").hasMessageNotContaining("PT30S");
            assertThat(failure(archiving(second)::status).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        }
        assertThat(archiving.status().state()).isEqualTo("streaming");
    }

    @Test
    void aSecondReceiverOnTheSpoolIsAConflict() {
        archiving.start();
        try (DatabaseDriver second = driver(server, Map.of())) {
            assertThat(failure(archiving(second)::start).code()).isEqualTo(ErrorCode.CONFLICT);
        }
    }

    @Test
    void withoutASpoolNothingStarts() {
        try (DatabaseDriver none = driver(server, Map.of("spool", ""))) {
            DrException refusal = failure(archiving(none)::start);

            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal.hint().orElseThrow()).contains("spool");
        }
    }

    @Test
    void aServerWhoseWalLevelIsTooLowIsNamed() throws SQLException {
        try (TestServer low = TestServer.start(installation, home.resolve("low"));
                DatabaseDriver refused = driver(low, Map.of())) {
            low.execute("ALTER SYSTEM SET wal_level = minimal");
            low.execute("ALTER SYSTEM SET max_wal_senders = 0");
            low.server().stop();
            low.server().start();

            DrException refusal = failure(archiving(refused)::start);

            assertThat(refusal.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            assertThat(refusal).hasMessageContaining("wal_level");
            assertThat(refusal.hint()).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"spool-limit,0", "spool-limit,-1", "slot-retention-limit,10GB", "archive-interval,PT0S", "slot,Ä"})
    void anOptionThatMakesNoSenseIsRefused(String option, String value) {
        try (DatabaseDriver wrong = driver(server, Map.of(option, value))) {
            assertThat(failure(archiving(wrong)::start).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void limitsAreTaken() {
        driver.close();
        try (DatabaseDriver limited =
                driver(server, Map.of("spool-limit", "67108864", "slot-retention-limit", "134217728"))) {
            archiving(limited).start();
            assertThat(archiving(limited).status().retentionAlarm()).isFalse();
        }
        assertThat(Files.isDirectory(home.resolve("spool"))).isTrue();
    }

    private Lsn write() throws SQLException {
        server.execute("CREATE TABLE IF NOT EXISTS t AS SELECT generate_series(1, 1000)");
        return Lsn.parse(server.query("SELECT pg_switch_wal()"));
    }

    /** Opens a driver with a spool and a repository of the server; an empty option is left out. */
    private static DatabaseDriver driver(TestServer server, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "repository",
                "file:" + home.resolve("repository-" + server.server().port()),
                "spool",
                home.resolve("spool").toString(),
                "archive-interval",
                "PT0.2S"));
        options.putAll(more);
        options.values().removeIf(String::isEmpty);
        String location = "127.0.0.1:" + server.server().port() + "/postgres";
        return SelfManagedDriver.open(
                new ResourceAddress("postgres", location),
                DriverOptions.of(options).with("password", Secret.of(TestServer.PASSWORD)));
    }

    private static WalArchiving archiving(DatabaseDriver driver) {
        return driver.unwrap(WalArchiving.class).orElseThrow();
    }

    private static DrException failure(Runnable call) {
        return catchThrowableOfType(DrException.class, call::run);
    }
}
