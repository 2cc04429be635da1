package com.datafly.signal.dr.selfmanaged.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.step.BaselineCaptured;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.DatabaseSeen;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.RecoveryPointSeen;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import com.datafly.signal.dr.selfmanaged.WalArchiving;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verdict;
import com.datafly.signal.dr.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The steps and guards that only a real server can answer. */
class PlaybookStepsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aServerIsRecoveredToItsBaselineVerifiedAgainstItAndMeasured() throws Exception {
        try (TestServer source = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
                SignalDr dr = open(source)) {
            source.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
            dr.database().unwrap(WalArchiving.class).orElseThrow().start();
            StepOutputs run = new StepOutputs(dr.database());
            try (CanaryWriter canary = Canary.startWriter(
                    dr.database().sql().orElseThrow(), writer -> writer.interval(Duration.ofMillis(50)))) {
                run.act(Steps.snapshot("snapshot", "nightly"));
                assertThat(canary.awaitAcknowledged(20, LIMIT)).isTrue();
                run.act(Steps.captureBaseline("baseline", options -> {}));
                source.execute("DELETE FROM orders");
                awaitArchive(run);

                Verification checks = Verification.of(verification -> verification.check(Checks.amcheck()));
                List<Step> steps = List.of(
                        Steps.recoverToBaseline("recover", "baseline", copy -> {}),
                        Steps.verifyAgainst("verify", "recover", "baseline", checks),
                        Steps.measureRecoveryPoint("canaries", "recover", known -> known.writer(canary)),
                        Steps.recordVerdict("record", "verify"));
                steps.forEach(run::act);
            }

            assertThat(run.get("verify", VerificationDone.class).verdict()).isEqualTo(Verdict.PASSED);
            assertThat(run.get("canaries", RecoveryPointSeen.class).restored()).isGreaterThanOrEqualTo(20);
            assertThat(run.get("recover", CopyMade.class).snapshotId())
                    .contains(run.get("snapshot", SnapshotSeen.class).id());
            assertThat(run.check(Guards.verifiedSnapshot("snapshot", Duration.ofHours(1))))
                    .isEqualTo(Verdict.PASSED);
            run.act(Steps.discard("discard", "recover"));
            assertThat(run.get("discard", Done.class).detail()).endsWith("was removed");
        }
    }

    @Test
    void aServerIsKnownByWhatItSaysOfItself() throws Exception {
        try (TestServer source = TestServer.start(PostgresVersions.newest(), directory.resolve("source"));
                SignalDr dr = open(source)) {
            String identifier = source.query("SELECT system_identifier FROM pg_control_system()");
            StepOutputs run = new StepOutputs(dr.database());

            assertThat(run.check(Guards.databaseIdentity(identifier, DatabaseRole.PRIMARY)))
                    .isEqualTo(Verdict.PASSED);
            assertThat(run.check(Guards.databaseIdentity(identifier + "0", DatabaseRole.PRIMARY)))
                    .isEqualTo(Verdict.FAILED);
            assertThat(run.check(Guards.restorableWindowCovers(RecoveryTarget.latest())))
                    .isEqualTo(Verdict.FAILED);
            run.act(Steps.databaseStatus("status"));
            assertThat(run.get("status", DatabaseSeen.class).systemIdentifier()).contains(identifier);
            run.act(Steps.requireCapabilities("able", Capability.SNAPSHOT, Capability.RECOVER_TO_LSN));
        }
    }

    @Test
    void aPrimaryIsFencedOnceItRefusesTheApplicationOrIsAStandby() throws Exception {
        try (TestServer old = TestServer.start(PostgresVersions.newest(), directory.resolve("old"));
                SignalDr dr = open(old)) {
            StepOutputs run = new StepOutputs(dr.database());
            old.execute("CREATE ROLE app LOGIN PASSWORD 'secret'");
            Guard fenced = Guards.oldPrimaryFenced(application(old, "secret"));

            assertThat(run.check(fenced)).as("up and open").isEqualTo(Verdict.FAILED);
            assertThat(run.check(Guards.oldPrimaryFenced())).isEqualTo(Verdict.FAILED);
            assertThat(run.check(Guards.oldPrimaryFenced(application(old, "another"))))
                    .as("a wrong password")
                    .isEqualTo(Verdict.UNPROVEN);

            old.execute("ALTER ROLE app SET default_transaction_read_only = on");
            assertThat(run.check(fenced)).as("read-only by default").isEqualTo(Verdict.UNPROVEN);

            old.execute("ALTER ROLE app NOLOGIN");
            assertThat(run.check(fenced)).as("without a login").isEqualTo(Verdict.PASSED);

            old.execute("ALTER ROLE app LOGIN");
            PostgresServer server = old.server();
            server.stop();
            assertThat(run.check(fenced)).as("not to be reached").isEqualTo(Verdict.UNPROVEN);

            Files.createFile(server.dataDirectory().resolve("standby.signal"));
            server.start();
            assertThat(run.check(fenced)).as("a standby").isEqualTo(Verdict.PASSED);
        }
    }

    private static void awaitArchive(StepOutputs run) {
        RecoveryTarget moment =
                RecoveryTarget.at(run.get("baseline", BaselineCaptured.class).lsn());
        Waiting.until(LIMIT, () -> run.check(Guards.restorableWindowCovers(moment)) == Verdict.PASSED);
    }

    private static PGSimpleDataSource application(TestServer server, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {server.server().port()});
        source.setDatabaseName("postgres");
        source.setUser("app");
        source.setPassword(password);
        return source;
    }

    private SignalDr open(TestServer source) {
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
                                .option(
                                        "postgres",
                                        PostgresVersions.newest().binDirectory().toString())
                                .option("archive-interval", "PT0.2S"))
                .build();
    }
}
