package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.report.ReportFormat;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of {@code ./demo} sees. */
class DemoIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

    @TempDir
    private Path directory;

    @TempDir
    private Path place;

    @Test
    void theEmbeddedDrillPassesAndSaysSo() throws IOException {
        int exit = run("--report", directory.toString());

        assertThat(exit).as(output()).isZero();
        assertThat(output())
                .contains(
                        "PASSED",
                        "RPO",
                        "RTO",
                        directory.resolve(ReportFormat.HTML.fileName()).toString());
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(directory.resolve(format.fileName())).isNotEmptyFile();
        }
        assertThat(output())
                .contains("Plan of demo-recovery, live: 6 steps", "makes the new database recover-", "no history")
                .contains("freeze    succeeded", "verify    succeeded", "discard   succeeded");
        assertThat(directory.resolve("runbook.md")).content().contains("restorable window covers the target");
        assertThat(directory.resolve(ReportFormat.MARKDOWN.fileName()))
                .content()
                .contains("Recovery drill", "every record is as it was written");
        try (Stream<Path> left = Files.list(place)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDatabaseOfTheUsersIsRehearsedWithoutWritingToIt() throws SQLException {
        try (Secret password = Secret.of("it's mine")) {
            PostgresServer server = PostgresServer.create(
                    PostgresInstallation.embedded(),
                    directory.resolve("source"),
                    settings -> settings.setting("wal_level", "replica")
                            .superuserPassword(password)
                            .listenOnLoopback());
            server.start();
            try (Connection connection = server.endpoint("postgres").connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE mine AS SELECT i FROM generate_series(1, 1000) i");
                String url = "postgresql://postgres:it%27s%20mine@127.0.0.1:" + server.port() + "/postgres";

                int exit = run(
                        "--postgres",
                        url,
                        "--report",
                        directory.resolve("report").toString());

                assertThat(exit).as(output()).isZero();
                assertThat(output()).contains("PASSED").doesNotContain("it's mine", "it%27s");
                awaitNoSlots(statement);
            } finally {
                server.kill();
            }
        }
    }

    /** A temporary slot goes with its session, and the server notices the end of that a little later. */
    private static void awaitNoSlots(Statement statement) throws SQLException {
        long begin = System.nanoTime();
        while (slots(statement) > 0 && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(slots(statement)).isZero();
    }

    private static int slots(Statement statement) throws SQLException {
        try (ResultSet slots = statement.executeQuery("SELECT count(*) FROM pg_replication_slots")) {
            slots.next();
            return slots.getInt(1);
        }
    }

    @Test
    void aServerThatIsNotThereIsAnErrorThatSaysWhatToDo() {
        int exit = run("--postgres", "postgresql://nobody@127.0.0.1:1/none");

        assertThat(exit).isEqualTo(3);
        assertThat(output()).contains("ERROR", "cannot be reached", "HINT", "effect: NONE");
    }

    @Test
    void aWrongOptionIsExplained() {
        assertThat(run("--postgress")).isEqualTo(64);
        assertThat(run("--tier", "gold")).isEqualTo(64);
        assertThat(run("--crash", "--postgres", "postgresql://nobody@127.0.0.1:1/none"))
                .isEqualTo(64);
        assertThat(output())
                .contains("unknown option --postgress", "--tier is gold", "--crash is for", "usage: ./demo");
    }

    private int run(String... arguments) {
        return Demo.run(console, place, arguments);
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
