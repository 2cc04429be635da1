package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.internal.server.Account;
import com.datafly.signal.dr.selfmanaged.internal.server.Command;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresMajors;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What a runbook prints is run as it is, by a shell, and reaches what was asked for. */
class RecoveryByHandIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CONNECT = Pattern.compile("psql -h (\\S+) -p (\\d+) -U (\\S+)");

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireTools() {
        for (String tool : List.of("jq", "zstd", "sha256sum")) {
            assumeTrue(
                    Command.run(List.of("sh", "-c", "command -v " + tool)).succeeded(),
                    "a recovery by hand needs the program " + tool + ", which is not installed here");
        }
    }

    @ParameterizedTest
    @PostgresMajors({15, 18})
    void theShellOfARunbookReachesEveryTarget(int majorVersion) throws Exception {
        PostgresInstallation installation = PostgresVersions.of(majorVersion);
        try (TestServer source = TestServer.start(installation, directory.resolve("source"));
                SignalDr dr = open(source, installation)) {
            Path tablespace = Files.createDirectory(directory.resolve("a tablespace"));
            source.execute("CREATE TABLESPACE extra LOCATION '" + tablespace + "'");
            source.execute("CREATE TABLE ballast TABLESPACE extra AS SELECT id, repeat(md5(id::text), 20) AS text"
                    + " FROM generate_series(1, 30000) AS id");
            source.execute("CREATE TABLE rows (id int)");
            dr.database().unwrap(WalArchiving.class).orElseThrow().start();
            Snapshot snapshot = backUpWhileWriting(dr);
            source.execute("INSERT INTO rows VALUES (1)");
            Instant first =
                    Instant.parse(source.query("SELECT to_json(clock_timestamp() AT TIME ZONE 'UTC')#>>'{}' || 'Z'"));
            source.execute("INSERT INTO rows VALUES (2)");
            Lsn second = Lsn.parse(source.query("SELECT pg_current_wal_insert_lsn()"));
            source.execute("INSERT INTO rows VALUES (3)");
            source.execute("SELECT pg_switch_wal()");
            source.execute("INSERT INTO rows VALUES (4)");
            WalArchiving archiving = dr.database().unwrap(WalArchiving.class).orElseThrow();
            archiving.awaitArchived(Lsn.parse(source.query("SELECT pg_current_wal_flush_lsn()")), LIMIT);
            archiving.stop();
            source.server().stop();

            assertThat(rows(dr, RecoveryTarget.at(first))).isEqualTo("1 of 30000");
            assertThat(rows(dr, RecoveryTarget.latest())).isEqualTo("4 of 30000");
            if (majorVersion == PostgresVersions.newest().majorVersion()) {
                assertThat(rows(dr, RecoveryTarget.snapshot(snapshot.id()))).isEqualTo("0 of 30000");
                assertThat(rows(dr, RecoveryTarget.at(second))).isEqualTo("2 of 30000");
            }
        }
    }

    private static Snapshot backUpWhileWriting(SignalDr dr) throws InterruptedException {
        try (CanaryWriter writer = Canary.startWriter(
                dr.database().sql().orElseThrow(), options -> options.interval(Duration.ofMillis(5)))) {
            assertThat(writer.awaitAcknowledged(5, LIMIT)).isTrue();
            return dr.database().snapshots().create("nightly").await();
        }
    }

    /** Recovers as the runbook of a plan says, of a server that is down, and counts what the result holds. */
    private String rows(SignalDr dr, RecoveryTarget target) throws IOException, SQLException {
        Playbook playbook =
                Playbook.define("by-hand", p -> p.step(Steps.recover("recover", target, copy -> copy.named("copy"))));
        String runbook =
                dr.playbooks().plan(playbook, LiveTarget.of(dr.database())).markdown();
        Matcher shell = SHELL.matcher(runbook);
        assertThat(shell.find()).as(runbook).isTrue();
        Path data = directory.resolve("restores/copy");
        Command.Result result = shell(data, "set -e\n" + shell.group(1));
        try {
            assertThat(result.output()).as("the recovery").contains("RECOVERED");
            assertThat(result.exitCode()).as(result.output()).isZero();
            return rows(result.output());
        } finally {
            shell(data, programs(shell.group(1)) + "\"$PROGRAMS\"/pg_ctl -D '" + data + "' -m immediate stop");
            Matcher connect = CONNECT.matcher(result.output());
            String sockets = connect.find() ? connect.group(1) : "";
            shell(data, "rm -rf '" + data + "' '" + data + ".tablespaces' '" + data + ".log' " + sockets);
        }
    }

    private static String programs(String shell) {
        return shell.lines()
                        .filter(line -> line.startsWith("PROGRAMS="))
                        .findFirst()
                        .orElseThrow() + "\n";
    }

    private static Command.Result shell(Path data, String script) throws IOException {
        return Command.run(Account.of(data).command(List.of("sh", "-c", script)));
    }

    private static String rows(String output) throws SQLException {
        Matcher connect = CONNECT.matcher(output);
        assertThat(connect.find()).as(output).isTrue();
        PostgresEndpoint endpoint = PostgresEndpoint.onSocket(
                Path.of(connect.group(1)), Integer.parseInt(connect.group(2)), "postgres", connect.group(3));
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT (SELECT count(*) FROM rows) || ' of ' || count(*)"
                        + " FROM ballast WHERE text = repeat(md5(id::text), 20)")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private SignalDr open(TestServer source, PostgresInstallation installation) {
        String address = "postgres:" + source.server().socketDirectory() + ":"
                + source.server().port() + "/postgres";
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("repository", "file:" + directory.resolve("repository"))
                                .option(
                                        "restores",
                                        directory.resolve("restores").toString())
                                .option("spool", directory.resolve("spool").toString())
                                .option("postgres", installation.binDirectory().toString())
                                .option("archive-interval", "PT0.2S"))
                .journal(directory.resolve("journal"))
                .build();
    }
}
