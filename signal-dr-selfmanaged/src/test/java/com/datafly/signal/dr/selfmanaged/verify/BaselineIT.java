package com.datafly.signal.dr.selfmanaged.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.BaselineDifference;
import com.datafly.signal.dr.verify.BaselineDifference.Kind;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.TableFacts;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class BaselineIT {

    private static final AtomicInteger COPIES = new AtomicInteger();

    @Parameter
    PostgresInstallation installation;

    @TempDir
    static Path directory;

    private static VerifiedServer server;
    private static Database source;
    private static Baseline baseline;

    @BeforeParameterizedClassInvocation
    static void start(PostgresInstallation installation) throws SQLException {
        server = VerifiedServer.start(installation, directory.resolve("v" + installation.majorVersion()), b -> {});
        source = server.create("source");
        fill(source);
        baseline = Baseline.capture(source);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void anUnchangedCopyMatchesWhateverTheSessionsSettings() throws SQLException {
        Database copy = server.copy(source, "unchanged");
        server.database("postgres")
                .execute(
                        "ALTER DATABASE unchanged SET timezone = 'Asia/Kathmandu'",
                        "ALTER DATABASE unchanged SET datestyle = 'German'",
                        "ALTER DATABASE unchanged SET intervalstyle = 'iso_8601'",
                        "ALTER DATABASE unchanged SET extra_float_digits = -3",
                        "ALTER DATABASE unchanged SET bytea_output = 'escape'",
                        "ALTER DATABASE unchanged SET search_path = other, public");

        VerificationReport report = verify(Baseline.fromJson(baseline.toJson()), copy);

        assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.PASSED);
        assertThat(baseline.exact()).isTrue();
        assertThat(baseline.rows()).isEqualTo(307);
        assertThat(baseline.tables().stream().map(TableFacts::name))
                .containsExactly(
                        "\"Odd \"\"name\"\"\".\"a.b\"",
                        "public.empty",
                        "public.lonely",
                        "public.oddities",
                        "public.orders",
                        "public.part_1",
                        "public.part_2",
                        "public.scratch");
    }

    @Test
    void oneChangedValueIsFound() throws SQLException {
        assertDifference("public.orders", Kind.CONTENT, "UPDATE orders SET amount = amount + 0.01 WHERE id = 7");
    }

    @Test
    void valuesSwappedBetweenTwoRowsAreFound() throws SQLException {
        assertDifference(
                "public.orders",
                Kind.CONTENT,
                "UPDATE orders SET customer = CASE id WHEN 1 THEN 'c2' ELSE 'c1' END WHERE id IN (1, 2)");
    }

    @Test
    void aRowReplacedByACopyOfAnotherIsFound() throws SQLException {
        assertDifference(
                "public.lonely",
                Kind.CONTENT,
                "DELETE FROM lonely WHERE word = 'one'",
                "INSERT INTO lonely VALUES ('two')");
    }

    @Test
    void aLostRowIsFoundAlsoInAPartition() throws SQLException {
        assertDifference("public.part_2", Kind.COUNT, "DELETE FROM parts WHERE id = 150");
    }

    @Test
    void aRowTooManyIsFoundInAnEmptyTable() throws SQLException {
        assertDifference("public.empty", Kind.COUNT, "INSERT INTO empty VALUES (1)");
    }

    @Test
    void aNullThatBecameAnEmptyTextIsFound() throws SQLException {
        assertDifference("public.oddities", Kind.CONTENT, "UPDATE oddities SET t = '' WHERE t IS NULL");
    }

    @Test
    void awkwardNamesHideNothing() throws SQLException {
        assertDifference(
                "\"Odd \"\"name\"\"\".\"a.b\"",
                Kind.CONTENT,
                "UPDATE \"Odd \"\"name\"\"\".\"a.b\" SET \"x\"\"y\" = 3 WHERE \"x\"\"y\" = 2");
    }

    @Test
    void aChangedColumnTypeIsADifferenceOfDefinition() throws SQLException {
        assertDifference("public.orders", Kind.DEFINITION, "ALTER TABLE orders ALTER customer TYPE varchar(40)");
    }

    @Test
    void aDroppedTableIsMissing() throws SQLException {
        assertDifference("public.empty", Kind.MISSING, "DROP TABLE empty");
    }

    @Test
    void aNewTableIsUnexpected() throws SQLException {
        assertDifference("public.late", Kind.UNEXPECTED, "CREATE TABLE late (id int)");
    }

    @Test
    void aSequenceThatFellBackIsFoundAndOneThatIsAheadIsNot() throws SQLException {
        assertDifference("public.orders_id_seq", Kind.SEQUENCE, "SELECT setval('orders_id_seq', 50)");
        assertThat(differences("SELECT setval('orders_id_seq', 150)")).isEmpty();
    }

    @Test
    void theSameRowsInAnotherPlaceAndOrderAreEqual() throws SQLException {
        assertThat(differences("UPDATE orders SET id = id", "CLUSTER orders USING by_customer", "VACUUM FULL orders"))
                .isEmpty();
    }

    @Test
    void aBaselineWithoutTablesOrRowsProvesNothing() throws SQLException {
        Database empty = server.create("empty_database");
        Baseline nothing = Baseline.capture(empty);
        assertThat(verify(nothing, empty).verdict()).isEqualTo(Verdict.UNPROVEN);

        empty.execute("CREATE TABLE hollow (id int)");
        VerificationReport report = verify(Baseline.capture(empty), empty);
        assertThat(report.results().get(0).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aWriterThatNeverEndsIsAConflictAfterShortWaits() throws SQLException {
        Database busy = server.create("busy");
        busy.execute("CREATE TABLE held (id int)");
        try (Connection writer = busy.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO held VALUES (1)");

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> Baseline.capture(
                            busy, options -> options.attempts(3).lockLimit(Duration.ofMillis(100))))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .withMessageContaining("no moment without writers in 3 attempts");

            Baseline loose = Baseline.capture(busy, options -> options.withoutLocks());
            writer.commit();
            CheckResult result = verify(loose, busy).results().get(0);
            assertThat(result.verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(result.summary()).contains("without locks");
        }
    }

    @Test
    void aTableThatIsLeftOutMayChange() throws SQLException {
        Baseline partial = Baseline.capture(
                source, options -> options.exclude("public.lonely").exclude("Odd \"name\""));
        assertThat(partial.tables()).hasSize(6);
        Database copy = copy("DELETE FROM lonely", "DROP SCHEMA \"Odd \"\"name\"\"\" CASCADE");
        assertThat(verify(Baseline.fromJson(partial.toJson()), copy).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aRoleWithoutTheRightToReadIsRefusedAndProvesNothing() throws SQLException {
        source.execute("DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Baseline.capture(source.as("stranger")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThat(verify(baseline, source.as("stranger")).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void connectionsGoBackWithTheSettingsThatTheyHad() throws SQLException {
        try (Pool pool = new Pool(source)) {
            Baseline.capture(pool.dataSource());
            assertThat(pool.query(
                            "SELECT current_setting('transaction_isolation') || ' ' || current_setting('timezone')"
                                    + " || ' ' || current_setting('statement_timeout')"))
                    .hasSizeBetween(1, 2)
                    .containsOnly("read committed Africa/Maseru 0");
        }
    }

    private static void assertDifference(String name, Kind kind, String... changes) throws SQLException {
        List<BaselineDifference> differences = differences(changes);
        assertThat(differences).as("%s", differences).singleElement().satisfies(difference -> {
            assertThat(difference.name()).isEqualTo(name);
            assertThat(difference.kind()).isEqualTo(kind);
        });
    }

    private static List<BaselineDifference> differences(String... changes) throws SQLException {
        Database copy = copy(changes);
        List<BaselineDifference> differences = baseline.differences(Baseline.capture(copy));
        Verdict verdict = verify(baseline, copy).verdict();
        assertThat(verdict).isEqualTo(differences.isEmpty() ? Verdict.PASSED : Verdict.FAILED);
        return differences;
    }

    private static Database copy(String... changes) throws SQLException {
        return server.copy(source, "copy_" + COPIES.incrementAndGet()).execute(changes);
    }

    /** Every snapshot must show all rows that the log holds up to the position, though it cannot be replayed here. */
    @Test
    void writersGoOnWhileABaselineIsTaken() throws Exception {
        Database live = server.create("live");
        live.execute("CREATE TABLE pairs (n bigserial PRIMARY KEY)", "CREATE TABLE twins (n bigint PRIMARY KEY)");
        try (PairWriter writer = PairWriter.start(live)) {
            List<Duration> holds = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long before = writer.acknowledged();
                Baseline taken = Baseline.capture(live);
                assertThat(taken.tables().get(0).rows())
                        .isEqualTo(taken.tables().get(1).rows());
                assertThat(taken.rows() / 2).isGreaterThanOrEqualTo(before);
                holds.add(taken.lockHold());
            }
            assertThat(writer.acknowledged()).isPositive();
            // A machine may stall once, and not every other time.
            Collections.sort(holds);
            assertThat(holds.get(10)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static VerificationReport verify(Baseline expected, Database database) {
        return Verification.of(v -> v.check(Checks.matches(expected))).run(database);
    }

    private static void fill(Database database) throws SQLException {
        database.execute(
                "CREATE TABLE orders (id serial PRIMARY KEY, customer text, amount numeric, at timestamptz, took interval,"
                        + " ratio float8, raw bytea, doc jsonb, signal_dr int)",
                "CREATE INDEX by_customer ON orders (customer)",
                "INSERT INTO orders (customer, amount, at, took, ratio, raw, doc)"
                        + " SELECT 'c' || i, i / 7.0, timestamptz '2025-01-15 10:00Z' + i * interval '1 hour',"
                        + " i * interval '1 day 2 hours', 1 / i::float8, decode(md5(i::text), 'hex'),"
                        + " jsonb_build_object('i', i) FROM generate_series(1, 100) i",
                "CREATE TABLE parts (id int, t text) PARTITION BY RANGE (id)",
                "CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (101)",
                "CREATE TABLE part_2 PARTITION OF parts FOR VALUES FROM (101) TO (1000)",
                "INSERT INTO parts SELECT i, 'x' FROM generate_series(1, 200) i",
                "CREATE TABLE lonely (word text)",
                "INSERT INTO lonely VALUES ('one'), ('two'), ('two')",
                "CREATE TABLE empty (id int)",
                "CREATE TABLE oddities (t text, u text, money money, r regclass)",
                "INSERT INTO oddities VALUES (NULL, '', 1.5, 'orders'), ('a\\b''\"c', 'd,(e)', NULL, NULL)",
                "CREATE UNLOGGED TABLE scratch (id int)",
                "INSERT INTO scratch VALUES (1)",
                "CREATE SCHEMA \"Odd \"\"name\"\"\"",
                "CREATE TABLE \"Odd \"\"name\"\"\".\"a.b\" (\"x\"\"y\" int, signal_dr_row text)",
                "INSERT INTO \"Odd \"\"name\"\"\".\"a.b\" VALUES (1, 'column with the name of our alias'), (2, NULL)",
                "CREATE MATERIALIZED VIEW totals AS SELECT sum(amount) FROM orders");
    }
}
