package com.datafly.signal.dr.selfmanaged.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.verify.VerifiedServer.Database;
import com.datafly.signal.dr.verify.Check;
import com.datafly.signal.dr.verify.CheckContext;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import com.datafly.signal.dr.verify.VerificationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetAndSqlIT {

    @TempDir
    static Path directory;

    private static VerifiedServer server;
    private static Database database;
    private static Lsn end;

    /** A server that recovered to a target: started with recovery.signal, all of its log at hand, and promoted. */
    @BeforeAll
    static void recover() throws Exception {
        server = VerifiedServer.start(
                PostgresVersions.newest(),
                directory.resolve("data"),
                b -> b.setting("restore_command", "false").setting("hot_standby", "off"));
        database = server.create("orders");
        database.execute("CREATE TABLE orders (id int)", "INSERT INTO orders SELECT generate_series(1, 42)");
        PostgresServer running = server.server();
        running.stop();
        Files.createFile(running.dataDirectory().resolve("recovery.signal"));
        running.start();
        running.awaitPromoted(Duration.ofSeconds(60));
        String history = Files.readString(running.dataDirectory().resolve("pg_wal/00000002.history"));
        end = Lsn.parse(history.split("\\s+", 3)[1]);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void recoveryThatEndedAtTheTargetIsTold() {
        assertThat(run(Checks.stoppedAtTarget(end)).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(run(Checks.reachedTarget(end)).summary()).isEqualTo("recovery ended exactly at the target");
        assertThat(run(Checks.reachedTarget(end.plus(-100))).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void recoveryThatEndedBeforeOrBeyondTheTargetFails() {
        assertThat(run(Checks.reachedTarget(end.plus(8))).summary())
                .isEqualTo("recovery ended 8 bytes before the target");
        assertThat(run(Checks.reachedTarget(end.plus(8))).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(run(Checks.stoppedAtTarget(end.plus(-8))).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void reachingTheTargetAloneProvesNothingOfTheData() {
        VerificationReport report =
                Verification.of(v -> v.check(Checks.reachedTarget(end))).run(database);
        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void whereTheHistoryMayNotBeReadNothingIsProven() throws Exception {
        database.execute("DROP ROLE IF EXISTS plain", "CREATE ROLE plain");
        CheckResult result = Verification.of(v -> v.check(Checks.reachedTarget(end)))
                .run(database.as("plain"))
                .results()
                .get(0);
        assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.UNPROVEN);
        assertThat(result.summary()).contains("permission denied");
    }

    @Test
    void aQueryOfTheApplicationIsComparedByValue() {
        assertThat(run(Checks.sql("count", "SELECT count(*) FROM orders", 42)).verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(run(Checks.sql("sum", "SELECT sum(id)::numeric(9,2) FROM orders", 903L))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(run(Checks.sql("bool", "SELECT bool_and(id > 0) FROM orders", true))
                        .verdict())
                .isEqualTo(Verdict.PASSED);
        CheckResult wrong = run(Checks.sql("count", "SELECT count(*) FROM orders", 43));
        assertThat(wrong.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(wrong.summary()).isEqualTo("is 42, must be 43");
        assertThat(run(Checks.sql("null", "SELECT max(id) FROM orders WHERE id > 99", ""))
                        .verdict())
                .isEqualTo(Verdict.FAILED);
        assertThat(run(Checks.sql("many", "SELECT id FROM orders", 1)).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void aQueryThatMustFindNothingProvesNothingByItself() {
        VerificationReport report = Verification.of(
                        v -> v.check(Checks.sqlReturnsNoRows("orphans", "SELECT * FROM orders WHERE id < 0")))
                .run(database);
        assertThat(report.results().get(0).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(run(Checks.sqlReturnsNoRows("orphans", "SELECT id FROM orders ORDER BY id"))
                        .summary())
                .isEqualTo("found a row: id = 1");
    }

    @Test
    void aQueryCannotWriteAndABrokenOneIsAnError() {
        CheckResult write = run(Checks.sql("write", "DELETE FROM orders RETURNING 1", 1));
        assertThat(write.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(write.summary()).contains("read-only");
        assertThat(run(Checks.sql("typo", "SELEC 1", 1)).verdict()).isEqualTo(Verdict.ERROR);
    }

    @Test
    void aCheckThatOverrunsTheDeadlineIsCutOffAndProvesNothing() {
        Check endless = new EndlessCheck();
        VerificationReport report = Verification.of(v -> v.check(endless)
                        .check(Checks.sql("count", "SELECT count(*) FROM orders", 42))
                        .deadline(Duration.ofMillis(500)))
                .run(database);
        assertThat(report.results())
                .extracting(CheckResult::verdict)
                .containsExactly(Verdict.UNPROVEN, Verdict.UNPROVEN);
        assertThat(report.results().get(1).summary()).startsWith("not run");
        assertThat(report.duration()).isLessThan(Duration.ofMinutes(5));
    }

    private static CheckResult run(Check check) {
        return Verification.of(v -> v.check(check)).run(database).results().get(0);
    }

    private static final class EndlessCheck implements Check {
        @Override
        public String name() {
            return "endless";
        }

        @Override
        public boolean provesData() {
            return true;
        }

        @Override
        public CheckResult run(CheckContext context) throws Exception {
            try (Connection connection = context.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_sleep(3600)");
            }
            return CheckResult.of(name(), Verdict.PASSED, "slept");
        }
    }
}
