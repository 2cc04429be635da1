package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.Swept;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What drills left of a real server is removed, be it whole or half made, and nothing else. */
class SweepIT {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void copiesAndSnapshotsOfDrillsGoWhenTheyHaveExpiredAndNothingElse() throws Exception {
        try (TestServer source = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
                SignalDr today = open(source, Clock.systemUTC());
                SignalDr tomorrow = open(source, Clock.offset(Clock.systemUTC(), Duration.ofHours(25)))) {
            Snapshot nightly = today.database().snapshots().create("nightly").await();
            today.database()
                    .snapshots()
                    .restore(nightly.id())
                    .as("by-hand")
                    .start()
                    .await();
            Path theirs = Files.createDirectories(restores().resolve("theirs"));
            Path whole = restores().resolve(name(drill(today), today));
            Path half = restores().resolve(name(drill(today), today));
            breakOff(half);

            assertThat(record(whole).facts()).containsKeys("tag.signal-dr:run", "tag.signal-dr:expires");
            assertThat(today.playbooks().leftovers())
                    .hasSize(4)
                    .allMatch(leftover -> leftover.state() == LeftoverState.NOT_EXPIRED);
            assertThat(today.playbooks().sweep()).isEmpty();

            List<Swept> swept = tomorrow.playbooks().sweep();

            assertThat(swept).hasSize(4).allMatch(Swept::removed);
            assertThat(whole).doesNotExist();
            assertThat(half).doesNotExist();
            assertThat(theirs).exists();
            assertThat(restores().resolve("by-hand")).exists();
            assertThat(today.database().snapshots().list())
                    .extracting(Snapshot::id)
                    .containsExactly(nightly.id());
            assertThat(tomorrow.playbooks().sweep()).isEmpty();
        } finally {
            PostgresServer.open(PostgresVersions.newest(), restores().resolve("by-hand"))
                    .kill();
        }
    }

    private static RunStatus drill(SignalDr dr) {
        Playbook playbook = Playbook.define(
                "restore",
                p -> p.step(Steps.snapshot("snapshot", "drill")).step(Steps.restoreSnapshot("restore", "snapshot")));
        try (Run run = dr.playbooks().rehearse(playbook).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            return status;
        }
    }

    private static String name(RunStatus drill, SignalDr dr) {
        return dr.playbooks().leftovers().stream()
                .filter(leftover -> leftover.runId().equals(drill.runId()))
                .filter(leftover -> leftover.stepId().equals("restore"))
                .map(Leftover::name)
                .findFirst()
                .orElseThrow();
    }

    /** Makes a copy look as if the process had died that restored it. */
    private static void breakOff(Path copy) {
        record(copy).as(RestoreRecord.Status.STARTED).write();
    }

    private static RestoreRecord record(Path copy) {
        return RestoreRecord.read(copy).orElseThrow();
    }

    private Path restores() {
        return directory.resolve("restores");
    }

    private SignalDr open(TestServer source, Clock clock) {
        String address = "postgres:" + source.server().socketDirectory() + ":"
                + source.server().port() + "/postgres";
        return SignalDr.builder()
                .database(
                        address,
                        options -> options.option("repository", "file:" + directory.resolve("repository"))
                                .option("restores", restores().toString())
                                .option("spool", directory.resolve("spool").toString())
                                .option(
                                        "postgres",
                                        PostgresVersions.newest().binDirectory().toString()))
                .journal(directory.resolve("journal"))
                .clock(clock)
                .build();
    }
}
