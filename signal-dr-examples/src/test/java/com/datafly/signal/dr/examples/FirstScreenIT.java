package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README shows code that compiles and works. */
class FirstScreenIT {

    private static final Path ROOT = Path.of(System.getProperty("signal-dr.project.root"));

    @TempDir
    private Path directory;

    @Test
    void theReadmeShowsTheCodeOfTheFirstScreen() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String source = Files.readString(
                ROOT.resolve("signal-dr-examples/src/main/java/com/datafly/signal/dr/examples/FirstScreen.java"));

        String shown = between(between(readme, "<!-- first-screen -->", "</dependency>"), "```java\n", "```");
        String real = between(source, "// begin first screen\n", "// end first screen")
                        .stripTrailing()
                        .stripIndent()
                + "\n    }\n}\n";

        assertThat(shown).isEqualTo(real);
    }

    @Test
    void theCodeOfTheFirstScreenPasses() throws SQLException {
        try (Secret password = Secret.of("first screen")) {
            PostgresServer server = PostgresServer.create(
                    PostgresInstallation.embedded(),
                    directory.resolve("source"),
                    settings -> settings.setting("wal_level", "replica")
                            .superuserPassword(password)
                            .listenOnLoopback());
            server.start();
            try {
                fill(server);
                Instant now = Instant.now();
                Report report = FirstScreen.run(
                        "postgres:127.0.0.1:" + server.port() + "/postgres",
                        password,
                        directory.resolve("backups"),
                        directory.resolve("journal"),
                        Incident.of(
                                now.minusSeconds(1200),
                                it -> it.detectedAt(now.minusSeconds(900)).declaredAt(now.minusSeconds(600))));

                assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.PASSED);
            } finally {
                server.kill();
            }
        }
    }

    private static void fill(PostgresServer server) throws SQLException {
        try (Connection connection = server.endpoint("postgres").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE users (id int PRIMARY KEY, team text)");
            statement.execute("INSERT INTO users SELECT i, 'team ' || i % 7 FROM generate_series(1, 1000) i");
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin);
        assertThat(from).as(begin).isNotNegative();
        int to = text.indexOf(end, from + begin.length());
        assertThat(to).as(end).isNotNegative();
        return text.substring(from + begin.length(), to);
    }
}
