package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.DrillProcess.Scenario;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.Swept;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.Canary;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's scenarios on RDS, whose instances, snapshots and recoveries are real PostgreSQL. */
class RdsDrillIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int KILLED = 128 + 9;
    private static final List<String> RESTORES =
            List.of("RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime");
    private static final List<String> SNAPSHOTS = List.of("CreateDBSnapshot");

    @TempDir
    private static Path directory;

    private static PostgresRds rds;

    @TempDir
    private Path place;

    private long restoresBefore;
    private long snapshotsBefore;

    @BeforeAll
    static void start() throws SQLException {
        rds = PostgresRds.start(directory);
        rds.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
    }

    @AfterAll
    static void stop() {
        rds.close();
    }

    @AfterEach
    void removeCopies() {
        rds.region().instances().stream()
                .filter(name -> !name.equals(PostgresRds.INSTANCE))
                .forEach(rds.region()::deleteInstance);
    }

    @BeforeEach
    void count() {
        restoresBefore = taken(RESTORES);
        snapshotsBefore = taken(SNAPSHOTS);
    }

    @Test
    void theMonthlyDrillProvesTheNewestSnapshotAndLeavesNothing() {
        try (SignalDr dr = open(Clock.systemUTC())) {
            dr.database().snapshots().create("nightly").await();

            assertPassed(run(dr.playbooks().rehearse(Scenario.MONTHLY.playbook())));
        }
        assertMade(1, 1);
        assertThat(rds.region().instances()).containsExactly(PostgresRds.INSTANCE);
    }

    @Test
    void aFailedDatabaseIsRecoveredAndWhatWasLostIsMeasured() throws Exception {
        try (SignalDr dr = open(Clock.systemUTC())) {
            CanaryWriter canary = writeCanaries(dr);
            Instant disrupted = Instant.now();
            rds.region().setStatus(PostgresRds.INSTANCE, "failed");
            Playbook failure = Scenarios.databaseFailure(scenario -> scenario.verify(DrillProcess.checks(1000))
                    .canaries(known -> known.writer(canary).disruptedAt(disrupted))
                    .hold(Duration.ofMillis(10)));

            Report report = run(dr.playbooks().plan(failure));

            assertPassed(report);
            assertThat(report.recoveryPoint().map(Grade::verdict)).contains(Verdict.PASSED);
            assertThat(report.canaries()).isPresent();
            assertThat(dr.database().retention().frozen()).isPresent();
            rds.region().setStatus(PostgresRds.INSTANCE, "available");
            dr.database().retention().unfreeze();
        }
        assertMade(1, 0);
        assertThat(rds.region().instances()).hasSize(2);
    }

    @Test
    void processesKilledWhenRdsHadTakenTheirCallsCostNoSecondSnapshotAndNoSecondRestore() throws Exception {
        killAt("CreateDBSnapshot", Scenario.UPGRADE);
        killAt("RestoreDBInstanceFromDBSnapshot", Scenario.UPGRADE);

        finish(Scenario.UPGRADE);

        assertMade(1, 1);
        assertThat(rds.region().instances()).containsExactly(PostgresRds.INSTANCE);
    }

    @Test
    void theMonthlyDrillOfAKilledProcessIsFinishedByAnotherOne() throws Exception {
        try (SignalDr dr = open(Clock.systemUTC())) {
            dr.database().snapshots().create("nightly").await();
        }
        killAt("RestoreDBInstanceFromDBSnapshot", Scenario.MONTHLY);

        finish(Scenario.MONTHLY);

        assertMade(1, 1);
        assertThat(rds.region().instances()).containsExactly(PostgresRds.INSTANCE);
    }

    @Test
    void theRecoveryOfAFailedDatabaseByAKilledProcessIsFinishedByAnotherOne() throws Exception {
        rds.region().setStatus(PostgresRds.INSTANCE, "failed");
        try {
            killAt("RestoreDBInstanceToPointInTime", Scenario.FAILURE);

            finish(Scenario.FAILURE);
        } finally {
            rds.region().setStatus(PostgresRds.INSTANCE, "available");
        }
        assertMade(1, 0);
        assertThat(rds.region().instances()).hasSize(2);
        try (SignalDr dr = open(Clock.systemUTC())) {
            assertThat(dr.database().retention().frozen()).isPresent();
            dr.database().retention().unfreeze();
        }
    }

    @Test
    void aLostAnswerInADrillCostsNoSecondRestore() {
        try (SignalDr dr = open(Clock.systemUTC())) {
            dr.database().snapshots().create("nightly").await();
            rds.server().faults().next("RestoreDBInstanceFromDBSnapshot", AwsFault.ANSWER_LOST);

            assertPassed(run(dr.playbooks().rehearse(Scenario.MONTHLY.playbook())));
        }
        assertMade(1, 1);
    }

    @Test
    void whatDrillsLeftGoesWhenItHasExpiredAndNothingElse() {
        Playbook careless = Playbook.define(
                "careless",
                playbook -> playbook.step(Steps.snapshot("snapshot", "drill"))
                        .step(Steps.restoreSnapshot("restore", "snapshot")));
        List<String> snapshots = rds.region().snapshots();
        try (SignalDr today = open(Clock.systemUTC());
                SignalDr tomorrow = open(Clock.offset(Clock.systemUTC(), Duration.ofHours(25)))) {
            assertThat(run(today.playbooks().rehearse(careless)).verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(today.playbooks().leftovers())
                    .hasSize(2)
                    .extracting(Leftover::state)
                    .containsOnly(LeftoverState.NOT_EXPIRED);
            assertThat(today.playbooks().sweep()).isEmpty();
            assertThat(rds.region().instances()).hasSize(2);

            assertThat(tomorrow.playbooks().sweep()).hasSize(2).allMatch(Swept::removed);

            assertThat(rds.region().instances()).containsExactly(PostgresRds.INSTANCE);
            assertThat(rds.region().snapshots()).isEqualTo(snapshots);
        }
    }

    /** Returns a writer that has ended with the service. */
    private static CanaryWriter writeCanaries(SignalDr dr) throws InterruptedException {
        try (CanaryWriter canary = Canary.startWriter(
                dr.database().sql().orElseThrow(), writer -> writer.interval(Duration.ofMillis(50)))) {
            assertThat(canary.awaitAcknowledged(20, LIMIT)).isTrue();
            return canary;
        }
    }

    /** Runs a process that dies when RDS has taken its call, and before it hears of it. */
    private void killAt(String action, Scenario scenario) throws Exception {
        Path journal = Files.createDirectories(place.resolve("journal"));
        // Heard before it begins, for it may come to its call before this thread goes on.
        CompletableFuture<Process> doomed = new CompletableFuture<Process>().orTimeout(1, TimeUnit.MINUTES);
        rds.server().onCall(call -> {
            if (call.action().equals(action)) {
                doomed.join().destroyForcibly().onExit().join();
            }
        });
        Process process = DrillProcess.spawn(rds, journal, scenario);
        try {
            doomed.complete(process);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(place.resolve("output")))
                    .isEqualTo(KILLED);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Takes over what the killed processes left, in the same journal. */
    private void finish(Scenario scenario) {
        try (SignalDr dr = open(Clock.systemUTC());
                Run run = DrillProcess.run(dr, scenario)) {
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            assertPassed(run.report());
            assertThat(dr.playbooks().verify(run.id()).isIntact()).isTrue();
        }
    }

    private static Report run(Plan plan) {
        assertThat(plan.problems()).isEmpty();
        try (Run run = plan.incident(DrillProcess.incident()).start()) {
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(status::toString).isEqualTo(RunState.SUCCEEDED);
            return run.report();
        }
    }

    private static void assertPassed(Report report) {
        assertThat(report.verdict()).as(report.summary()).isEqualTo(Verdict.PASSED);
        assertThat(report.checks()).extracting(CheckResult::name).contains("all orders are there");
        assertThat(report.recoveryTime().map(Grade::verdict)).contains(Verdict.PASSED);
    }

    private void assertMade(int restores, int snapshots) {
        assertThat(taken(RESTORES) - restoresBefore).isEqualTo(restores);
        assertThat(taken(SNAPSHOTS) - snapshotsBefore).isEqualTo(snapshots);
    }

    /** Counts the calls that RDS did not refuse, whether their answer arrived or not. */
    private static long taken(List<String> actions) {
        return rds.server().calls().stream()
                .filter(call -> actions.contains(call.action()))
                .filter(call -> call.errorCode().isEmpty())
                .count();
    }

    private SignalDr open(Clock clock) {
        return DrillProcess.open(
                rds.options(rds.server().accessKey()),
                Map.copyOf(rds.secrets(rds.server().accessKey())),
                place.resolve("journal"),
                clock);
    }
}
