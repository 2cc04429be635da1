package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.LiveTarget;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans against a server that says who and where it is. */
class PlannedServerIT {

    @TempDir
    Path directory;

    @Test
    void aJournalInTheDataDirectoryIsRefusedAndOneBesideItIsNot() throws Exception {
        try (TestServer server = TestServer.start(PostgresVersions.newest(), directory.resolve("source"))) {
            Path data = server.server().dataDirectory();
            try (SignalDr inside = open(server, data.resolve("journal"));
                    SignalDr beside = open(server, directory.resolve("journal"))) {
                assertThat(plan(inside).problems())
                        .singleElement()
                        .asString()
                        .contains("the journal file:", "path:" + data);
                assertThat(plan(beside).problems()).isEmpty();
                assertThat(plan(beside).systemIdentifier())
                        .contains(server.query("SELECT system_identifier FROM pg_control_system()"));
            }
        }
    }

    @Test
    void aServerThatIsDownIsPlannedForByTheIdentifierThatIsExpected() throws Exception {
        try (TestServer server = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
                SignalDr dr = open(server, directory.resolve("journal"))) {
            String identifier = server.query("SELECT system_identifier FROM pg_control_system()");
            LiveTarget target = LiveTarget.of(dr.database()).expecting(identifier);
            String before = dr.playbooks().plan(playbook(), target).hash();
            server.server().stop();

            Plan plan = dr.playbooks().plan(playbook(), target);

            assertThat(plan.problems()).isEmpty();
            assertThat(plan.warnings()).anyMatch(warning -> warning.contains("cannot be reached"));
            assertThat(plan.hash()).isEqualTo(before);
        }
    }

    private static Plan plan(SignalDr dr) {
        return dr.playbooks().plan(playbook());
    }

    private static Playbook playbook() {
        return Playbook.define("look", p -> p.step(Steps.databaseStatus("status")));
    }

    private SignalDr open(TestServer server, Path journal) {
        String address = "postgres:" + server.server().socketDirectory() + ":"
                + server.server().port() + "/postgres";
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("user", "postgres")
                                .option("repository", "file:" + directory.resolve("repository")))
                .journal(journal)
                .build();
    }
}
