package com.datafly.signal.dr.selfmanaged.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.tck.DataPlane.Login;
import com.datafly.signal.dr.tck.DataPlane.Reach;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Real servers behind the data plane: what a testing server does with them. */
class PostgresDataPlaneIT {

    private static final String WRONG_PASSWORD = "28P01";
    private static final String PASSWORD = "o'clock \\ \"quoted\"";

    @TempDir
    private static Path directory;

    private static PostgresDataPlane plane;

    @BeforeAll
    static void start() {
        plane = PostgresDataPlane.start(builder -> builder.directory(directory));
        plane.create("db-orders", new Login("orders master", Secret.of(PASSWORD), "orders"));
    }

    @AfterAll
    static void stop() {
        plane.close();
        plane.close();
        assertThat(directory).isEmptyDirectory();
        assertThat(processes()).isEmpty();
    }

    @Test
    void aRecoveryKeepsWhatWasCommittedByThenAndNothingLater() throws SQLException {
        Instant first = write("db-orders", "moments", 1);
        write("db-orders", "moments", 2);

        plane.recover("db-orders", Optional.of(first), "db-first");
        plane.recover("db-orders", Optional.empty(), "db-latest");

        assertThat(numbers("db-first", "moments")).containsExactly(1);
        assertThat(numbers("db-latest", "moments")).containsExactly(1, 2);
        write("db-first", "moments", 3);
        assertThat(numbers("db-first", "moments")).containsExactly(1, 3);
        assertThat(numbers("db-orders", "moments")).containsExactly(1, 2);
        delete("db-first", "db-latest");
    }

    @Test
    void aRestoredDatabaseHasTheDataAndThePasswordsOfThenAndSurvivesItsSnapshot() throws SQLException {
        write("db-orders", "kept", 1);
        execute("db-orders", "CREATE ROLE auditor LOGIN PASSWORD 'of then'");
        plane.snapshot("db-orders", "rds:kept");
        execute("db-orders", "ALTER ROLE auditor PASSWORD 'of now'");
        write("db-orders", "kept", 2);

        plane.restore("rds:kept", "db-kept");
        Reach before = plane.reach("db-orders").orElseThrow();
        plane.deleteSnapshot("rds:kept");

        assertThat(numbers("db-kept", "kept")).containsExactly(1);
        assertThat(lets("db-kept", "of then")).isTrue();
        assertThat(lets("db-kept", "of now")).isFalse();
        assertThat(lets("db-orders", "of now")).isTrue();
        assertThat(plane.reach("db-orders").orElseThrow().earliest()).isEqualTo(before.earliest());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> plane.restore("rds:kept", "db-again"))
                .withMessage("there is no snapshot rds:kept");
        delete("db-kept");
    }

    @Test
    void thePastOfADeletedDatabaseStaysUntilItIsForgottenAndItsSnapshotsUntilTheyAreDeleted()
            throws SQLException, IOException {
        plane.recover("db-orders", Optional.empty(), "db-doomed");
        Instant first = write("db-doomed", "doomed", 1);
        plane.snapshot("db-doomed", "final");
        Instant last = write("db-doomed", "doomed", 2);
        plane.delete("db-doomed");

        assertThat(plane.endpoint("db-doomed")).isEmpty();
        assertThat(plane.reach("db-doomed"))
                .hasValueSatisfying(reach -> assertThat(last).isBetween(reach.earliest(), reach.latest()));
        plane.recover("db-doomed", Optional.of(first), "db-saved");
        assertThat(numbers("db-saved", "doomed")).containsExactly(1);

        plane.forget("db-doomed");
        assertThat(plane.reach("db-doomed")).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> plane.recover("db-doomed", Optional.of(first), "db-again"));
        plane.restore("final", "db-again");
        assertThat(numbers("db-again", "doomed")).containsExactly(1);
        plane.deleteSnapshot("final");
        delete("db-saved", "db-again");
        assertThat(filesOf("db-doomed")).isEmpty();
    }

    @Test
    void aDatabaseThatWasStoppedOrRestartedGoesOnAndIsArchivedOn() throws SQLException {
        plane.recover("db-orders", Optional.empty(), "db-restless");
        write("db-restless", "stops", 1);

        plane.restart("db-restless");
        write("db-restless", "stops", 2);
        plane.stop("db-restless");
        assertThat(plane.endpoint("db-restless")).isEmpty();
        plane.start("db-restless");
        Instant third = write("db-restless", "stops", 3);
        write("db-restless", "stops", 4);
        plane.recover("db-restless", Optional.of(third), "db-third");

        assertThat(numbers("db-third", "stops")).containsExactly(1, 2, 3);
        assertThat(numbers("db-restless", "stops")).containsExactly(1, 2, 3, 4);
        delete("db-restless", "db-third");
    }

    @Test
    void anInstantOutsideOfTheReachIsRefusedAndLeavesNothing() throws IOException {
        Instant before = plane.reach("db-orders").orElseThrow().earliest().minusSeconds(60);

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> plane.recover("db-orders", Optional.of(before), "db-never"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() ->
                        plane.recover("db-orders", Optional.of(Instant.now().plusSeconds(60)), "db-never"));

        assertThat(plane.endpoint("db-never")).isEmpty();
        assertThat(plane.reach("db-never")).isEmpty();
        assertThat(filesOf("db-never")).isEmpty();
    }

    @Test
    void theFirstLoginIsNoSuperuserAndMayExamineTheDatabase() throws SQLException {
        try (Connection connection = connect("db-orders");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT rolsuper, pg_has_role(rolname, 'pg_monitor', 'USAGE')"
                        + " FROM pg_roles WHERE rolname = current_user")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isFalse();
            assertThat(row.getBoolean(2)).isTrue();
        }
        Verification amcheck = Verification.of(checks -> checks.check(Checks.amcheck()));

        assertThat(amcheck.run(source("db-orders", "orders master", PASSWORD)).verdict())
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void snapshotsOfOneDatabaseMayBeAskedForAtOnce() throws Exception {
        List<CompletableFuture<Void>> both = Stream.of("one", "other")
                .map(id -> CompletableFuture.runAsync(() -> plane.snapshot("db-orders", id)))
                .toList();

        for (CompletableFuture<Void> each : both) {
            each.get(60, TimeUnit.SECONDS);
        }
        plane.deleteSnapshot("one");
        plane.deleteSnapshot("other");
    }

    @Test
    void whatIsNotThereOrWasThereAlreadyIsRefused() {
        Login login = new Login("master", Secret.of("secret"), "orders");

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.create("db-orders", login));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.create("../out", login));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.snapshot("db-none", "none"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.deleteSnapshot("none"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.restart("db-none"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.delete("db-none"));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> plane.forget("db-orders"));
    }

    @Test
    void afterClosingNothingIsLeftAndNothingIsMade() throws IOException {
        Path place = Files.createDirectory(directory.resolve("closed"));
        PostgresDataPlane closed = PostgresDataPlane.start(builder -> builder.directory(place));
        closed.create("db-brief", new Login("master", Secret.of("secret"), "postgres"));

        closed.close();

        assertThat(place).isEmptyDirectory();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> closed.endpoint("db-brief"));
        Files.delete(place);
    }

    private static void delete(String... databases) {
        for (String database : databases) {
            plane.delete(database);
            plane.forget(database);
        }
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Integer> numbers(String database, String table) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number FROM " + table + " ORDER BY number")) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    private static boolean lets(String database, String password) {
        try (Connection connection = source(database, "auditor", password).getConnection()) {
            return connection.isValid(60);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo(WRONG_PASSWORD);
            return false;
        }
    }

    private static Instant write(String database, String table, int number) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (number int)");
            statement.execute("INSERT INTO " + table + " VALUES (" + number + ")");
            try (ResultSet clock = statement.executeQuery("SELECT clock_timestamp()")) {
                clock.next();
                return clock.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    private static Connection connect(String database) throws SQLException {
        return source(database, "orders master", PASSWORD).getConnection();
    }

    private static PGSimpleDataSource source(String database, String user, String password) {
        InetSocketAddress endpoint = plane.endpoint(database).orElseThrow();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {endpoint.getHostString()});
        source.setPortNumbers(new int[] {endpoint.getPort()});
        source.setDatabaseName("orders");
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private static List<Path> filesOf(String database) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith(database))
                    .toList();
        }
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
                .toList();
    }
}
