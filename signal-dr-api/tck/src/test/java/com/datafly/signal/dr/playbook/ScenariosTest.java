package com.datafly.signal.dr.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.internal.playbook.action.StepRun;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenariosTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryWorld world =
            InMemoryWorld.create(clock).addDatabase("orders").sql(TestChecks.noDatabase());
    private final StepRun run = new StepRun(world, "run-1");

    @AfterEach
    void close() {
        run.close();
        world.close();
    }

    @Test
    void aFailedDatabaseIsRecoveredVerifiedHeldAndCutOver() {
        snapshot();
        Instant good = world.write("orders", "good");
        world.write("orders", "a mistake");
        Instant begin = clock.instant();

        assertThat(run.drive(databaseFailure(good, Verdict.PASSED)))
                .containsExactly("freeze", "point", "recover", "verify", "record", "verified", "hold", "cutover");

        assertThat(world.markers("orders-recovered")).containsExactly("first", "good");
        assertThat(run.database().retention().frozen()).contains("database failure (run run-1)");
        assertThat(Duration.between(begin, clock.instant())).isGreaterThan(Duration.ofMinutes(20));
    }

    @Test
    void aRecoveryThatDoesNotVerifyIsNotCutOver() {
        snapshot();
        Instant good = world.write("orders", "good");

        assertThat(run.drive(databaseFailure(good, Verdict.UNPROVEN)))
                .containsExactly("freeze", "point", "recover", "verify", "record");
    }

    @Test
    void aDrillOfAFailedDatabaseLeavesTheProductAlone() {
        snapshot();
        Instant good = world.write("orders", "good");

        assertThat(run.asDrill().drive(databaseFailure(good, Verdict.PASSED)))
                .containsExactly("point", "recover", "verify", "record", "verified");

        assertThat(run.database().retention().frozen()).isEmpty();
    }

    @Test
    void theCutoverIsGuardedAndCannotBeTakenBack() {
        Step cutover =
                databaseFailure(Instant.EPOCH, Verdict.PASSED).step("cutover").orElseThrow();

        assertThat(cutover.kind()).isEqualTo(StepKind.POINT_OF_NO_RETURN);
        assertThat(cutover.scope()).isEqualTo(StepScope.SOURCE);
        assertThat(cutover.after()).containsExactly("hold");
        assertThat(cutover.guards())
                .extracting(Guard::name)
                .containsExactly("verification passed", "retention frozen", "old primary fenced");
    }

    @Test
    void anUpgradeBeginsOnlyBehindASnapshotWhoseRestorePassed() {
        world.write("orders", "first");
        Step upgrade = Steps.gate("upgrade");

        assertThat(run.drive(Scenarios.preUpgrade(
                        scenario -> scenario.verify(TestChecks.passing()).then(upgrade))))
                .endsWith("verified", "discard", "upgrade");

        Snapshot snapshot = run.database().snapshots().list().get(0);
        assertThat(snapshot.name()).startsWith("pre-upgrade");
        assertThat(snapshot.annotations()).containsEntry(Snapshot.VERDICT, "PASSED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "UNPROVEN", "ERROR"})
    void anUpgradeDoesNotBeginWhereTheRestoreDidNotPass(Verdict verdict) {
        assertThat(run.drive(Scenarios.preUpgrade(scenario ->
                        scenario.verify(TestChecks.finding(verdict, true)).then(Steps.gate("upgrade")))))
                .endsWith("verify", "record");
    }

    @Test
    void aRestoreTestLeavesAVerdictAndNothingElse() {
        snapshot();

        assertThat(run.drive(Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.passing()))))
                .containsExactly("snapshot", "restore", "verify", "record", "verified", "discard");

        assertThat(run.database().snapshots().list())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.annotations()).containsEntry(Snapshot.VERDICT, "PASSED"));
        assertThat(run.output("discard", Done.class).detail()).endsWith("was removed");
    }

    @Test
    void aRestoreTestThatFailsIsUndone() {
        assertThat(Scenarios.restoreTest(scenario -> {}).onFailure()).isEqualTo(FailurePolicy.UNDO);
    }

    @Test
    void aDefinitionKnowsItsChecksByName() {
        Playbook one = Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.passing()));
        Playbook same = Scenarios.restoreTest(scenario -> scenario.verify(TestChecks.passing()));
        Playbook other = Scenarios.restoreTest(scenario -> {});

        assertThat(one.hash()).isEqualTo(same.hash()).isNotEqualTo(other.hash());
        assertThat(one.toJson()).contains("orders add up");
        assertThat(other.toJson()).contains("amcheck");
    }

    @Test
    void whatAStepNeedsHasToComeBeforeIt() {
        List<Step> steps = databaseFailure(Instant.EPOCH, Verdict.PASSED).order();

        assertThat(steps).extracting(Step::id).startsWith("freeze", "point", "recover", "verify");
        assertThat(run.context("x").output("recover", CopyMade.class)).isEmpty();
    }

    private void snapshot() {
        world.write("orders", "first");
        run.database().snapshots().create("nightly").await();
    }

    private static Playbook databaseFailure(Instant target, Verdict verdict) {
        return Scenarios.databaseFailure(scenario -> scenario.to(RecoveryTarget.at(target))
                .copy(copy -> copy.named("orders-recovered"))
                .verify(TestChecks.finding(verdict, true))
                .hold(Duration.ofMinutes(15))
                .guard(Guards.oldPrimaryFenced("power switch", context -> GuardResult.passed("off")))
                .cutover(Steps.gate("cutover")));
    }
}
