package com.datafly.signal.dr.internal.playbook.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackups;
import com.datafly.signal.dr.database.BackupWindow;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.step.BackupsChanged;
import com.datafly.signal.dr.playbook.step.CopyMade;
import com.datafly.signal.dr.playbook.step.Done;
import com.datafly.signal.dr.playbook.step.Protection;
import com.datafly.signal.dr.playbook.step.RetentionPlanned;
import com.datafly.signal.dr.playbook.step.SnapshotCopied;
import com.datafly.signal.dr.playbook.step.SnapshotSeen;
import com.datafly.signal.dr.playbook.step.SnapshotsRemoved;
import com.datafly.signal.dr.playbook.step.VerificationDone;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the built-in steps do besides their one effect: refuse, leave alone, measure. */
class ActionsTest {

    private static final RetentionPolicy KEEP_ONE =
            RetentionPolicy.create(rules -> rules.keepLast(1).maximumRemovals(2));
    private static final Step SNAPSHOT = Steps.snapshot("snapshot", "before");
    private static final Step CLONE = Steps.clone("clone", copy -> copy.named("orders-copy"));
    private static final Step DISCARD = Steps.discard("discard", "clone");

    private final InMemoryWorld world = Worlds.withFourDays();
    private final StepRun run = new StepRun(world, "run-1");

    @AfterEach
    void close() {
        run.close();
        world.close();
    }

    @Test
    void aDatabaseOfTheSameNameThatAnotherRunMadeIsAConflict() {
        try (StepRun other = new StepRun(world, "run-2")) {
            other.drive(CLONE);

            DrException conflict = refused(ErrorCode.CONFLICT, () -> run.drive(CLONE));

            assertThat(conflict.effect()).isEqualTo(Effect.NONE);
            assertThat(other.context("discard")
                            .copy("clone")
                            .provenance()
                            .orElseThrow()
                            .key())
                    .isEqualTo(other.context("clone").key());
        }
    }

    @Test
    void aCopyOfTheSameNameThatAnotherRunMadeIsNotDiscarded() {
        run.drive(CLONE);
        run.drive(DISCARD);
        try (StepRun other = new StepRun(world, "run-2")) {
            other.drive(CLONE);

            refused(ErrorCode.CONFLICT, () -> run.drive(DISCARD));
            refused(ErrorCode.CONFLICT, () -> run.undo(CLONE));

            assertThat(world.markers("orders-copy")).hasSize(4);
        }
    }

    @Test
    void aCopyThatIsGoneCountsAsDiscardedAndOneThatNeverWasDoesNot() {
        refused(ErrorCode.FAILED_PRECONDITION, () -> run.drive(DISCARD));

        run.drive(CLONE);
        run.drive(DISCARD);

        assertThat(run.drive(DISCARD)).isEqualTo(new Done("orders-copy was gone already"));
    }

    @Test
    void aSnapshotThatIsGoneCountsAsRemovedAndOneThatNeverWasDoesNot() {
        Step delete = Steps.deleteSnapshot("delete", "snapshot");
        refused(ErrorCode.FAILED_PRECONDITION, () -> run.drive(delete));
        run.drive(SNAPSHOT);

        assertThat(((Done) run.drive(delete)).detail()).endsWith("was removed");
        assertThat(((Done) run.drive(delete)).detail()).endsWith("was gone already");
    }

    @Test
    void aSnapshotThatTookTheIdOfAnotherIsNotRemoved() {
        SnapshotSeen seen = (SnapshotSeen) run.drive(SNAPSHOT);
        run.put("snapshot", new SnapshotSeen(seen.id(), seen.name(), seen.createdAt(), Optional.of("op-another")));

        refused(ErrorCode.CONFLICT, () -> run.drive(Steps.deleteSnapshot("delete", "snapshot")));

        assertThat(run.database().snapshots().find(seen.id())).isPresent();
    }

    @Test
    void aHoldOfSomebodyElseIsLeftAlone() {
        SnapshotSeen seen = (SnapshotSeen) run.drive(SNAPSHOT);
        run.database().retention().hold(seen.id(), "an audit");
        Step hold = Steps.hold("hold", "snapshot", "an upgrade");

        assertThat(run.drive(hold)).isEqualTo(new Protection(seen.id(), "an audit", false));
        run.drive(Steps.release("release", "hold"));
        run.undo(hold);

        assertThat(holdOf(seen)).contains("an audit");
    }

    @Test
    void aFreezeThatSomebodyPutInThePlaceOfOursIsLeftAlone() {
        Step freeze = Steps.freeze("freeze", "an incident");
        run.drive(freeze);
        assertThat(run.database().retention().frozen()).contains("an incident (run run-1)");
        run.database().retention().freeze("a larger incident");

        run.drive(Steps.unfreeze("unfreeze", "freeze"));
        run.undo(freeze);

        assertThat(run.database().retention().frozen()).contains("a larger incident");
    }

    @Test
    void aVerdictIsNotedOnTheSnapshotUnlessALaterOneIsThere() {
        run.driveAll(List.of(SNAPSHOT, Steps.restoreSnapshot("restore", "snapshot")));
        run.drive(Steps.examine("verify", "restore", TestChecks.passing()));
        Step record = Steps.recordVerdict("record", "verify");
        String id = run.output("snapshot", SnapshotSeen.class).id();
        run.drive(record);
        assertThat(verdictOn(id)).isEqualTo("PASSED");

        run.database()
                .snapshots()
                .recordVerdict(id, Verdict.FAILED, run.clock.instant().plusSeconds(60));

        assertThat(((Done) run.drive(record)).detail()).startsWith("a later verification");
        assertThat(verdictOn(id)).isEqualTo("FAILED");
    }

    @Test
    void aCopyOfUnknownOriginGetsNoVerdictNoted() {
        run.put(
                "verify",
                new VerificationDone(Verdict.PASSED, Instant.EPOCH, Instant.EPOCH, Optional.empty(), List.of()));

        assertThat(((Done) run.drive(Steps.recordVerdict("record", "verify"))).detail())
                .contains("nothing was noted");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, true, INTEGRITY_FAILED",
        "UNPROVEN, true, FAILED_PRECONDITION",
        "ERROR, true, UNKNOWN",
        "PASSED, false, FAILED_PRECONDITION"
    })
    void aCopyThatDoesNotPassFailsItsVerification(Verdict found, boolean provesData, ErrorCode code) {
        run.drive(CLONE);

        DrException failure =
                refused(code, () -> run.drive(Steps.verify("verify", "clone", TestChecks.finding(found, provesData))));

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(run.evidence).extracting(CheckResult::verdict).containsExactly(found);
    }

    @Test
    void anExaminationGoesOnWithWhateverItFound() {
        run.drive(CLONE);

        VerificationDone done = (VerificationDone)
                run.drive(Steps.examine("verify", "clone", TestChecks.finding(Verdict.FAILED, true)));

        assertThat(done.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(done.checks())
                .singleElement()
                .satisfies(check -> assertThat(check.summary()).isEqualTo("looked"));
    }

    @Test
    void aPointOutsideOfTheWindowIsRefusedBeforeAnythingIsBegun() {
        run.drive(
                Steps.choosePoint("point", RecoveryTarget.at(run.clock.instant().minusSeconds(10))));

        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> run.drive(Steps.choosePoint(
                        "later", RecoveryTarget.at(run.clock.instant().plusSeconds(10)))));
    }

    @Test
    void theNewestSnapshotIsFoundAndAMissingOneIsNot() {
        SnapshotSeen newest = (SnapshotSeen) run.drive(Steps.latestSnapshot("latest"));

        assertThat(newest.id()).isEqualTo("snap-day-4");
        assertThat(run.drive(Steps.findSnapshot("named", "snap-day-2"))).isInstanceOf(SnapshotSeen.class);
        refused(ErrorCode.NOT_FOUND, () -> run.drive(Steps.findSnapshot("missing", "none")));
    }

    @Test
    void aWindowIsHeldFromTheFirstBeginningOfItsStep() {
        Instant begin = run.clock.instant();
        Step hold = Steps.holdWindow("hold", Duration.ofMinutes(10));
        run.act(hold);
        assertThat(Duration.between(begin, run.clock.instant())).isEqualTo(Duration.ofMinutes(10));

        run.restart();
        run.act(hold);
        assertThat(Duration.between(begin, run.clock.instant())).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aDrillDoesNotWaitForObjections() {
        Instant begin = run.clock.instant();

        run.asDrill().act(Steps.holdWindow("hold", Duration.ofMinutes(10)));

        assertThat(run.clock.instant()).isEqualTo(begin);
    }

    @Test
    void aClockThatIsSetBackHoldsAWindowNoLongerThanItsLength() {
        Step hold = Steps.holdWindow("hold", Duration.ofMinutes(10));
        run.act(hold);
        Instant setBack = run.clock.instant().minus(Duration.ofHours(5));
        run.clock.set(setBack);

        run.act(hold);

        assertThat(Duration.between(setBack, run.clock.instant())).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void retentionThatIsResumedRemovesTheRestOfItsPlanAndNothingElse() {
        RetentionPlanned plan = (RetentionPlanned) run.drive(Steps.planRetention("plan", KEEP_ONE));
        assertThat(plan.removals()).extracting(SnapshotSeen::id).containsExactly("snap-day-1", "snap-day-2");
        run.database().snapshots().delete("snap-day-1").await();

        run.drive(Steps.applyRetention("apply", "plan", KEEP_ONE));

        assertThat(run.database().snapshots().list())
                .extracting(Snapshot::id)
                .containsExactly("snap-day-3", "snap-day-4");
    }

    @Test
    void retentionLeavesOutWhatWasHeldAfterThePlan() {
        run.drive(Steps.planRetention("plan", KEEP_ONE));
        run.database().retention().hold("snap-day-1", "an audit");

        assertThat(run.drive(Steps.applyRetention("apply", "plan", KEEP_ONE)))
                .isEqualTo(new SnapshotsRemoved(List.of("snap-day-2"), List.of("snap-day-1")));
    }

    @Test
    void retentionRemovesNothingUnderAFreeze() {
        run.drive(Steps.planRetention("plan", KEEP_ONE));
        run.drive(Steps.freeze("freeze", "an incident"));

        refused(ErrorCode.FAILED_PRECONDITION, () -> run.drive(Steps.applyRetention("apply", "plan", KEEP_ONE)));

        assertThat(run.database().snapshots().list()).hasSize(4);
    }

    @Test
    void whatTheDatabaseCannotDoIsRefusedByName() {
        run.drive(Steps.requireCapabilities("able", Capability.SNAPSHOT, Capability.CLONE));
        world.disable(Capability.CLONE, "the plan has no clones");

        assertThat(refused(
                        ErrorCode.UNSUPPORTED,
                        () -> run.drive(Steps.requireCapabilities("able", Capability.SNAPSHOT, Capability.CLONE))))
                .hasMessageContaining("the plan has no clones");
    }

    @Test
    void workThatFailedIsSeenAsFailedAndItsNextAttemptGetsANameOfItsOwn() {
        Step clone = Steps.clone("clone", copy -> {});
        run.onObserved = () -> {
            world.breakWork(
                    "clone-run-1",
                    DrException.create(ErrorCode.QUOTA, "clone", "no room", failure -> failure.effect(Effect.APPLIED)));
        };
        refused(ErrorCode.QUOTA, () -> run.drive(clone));
        assertThat(run.find(clone).state()).isEqualTo(Sighting.State.FAILED);

        run.onObserved = () -> {};
        run.nextGeneration(clone);

        assertThat(((CopyMade) run.drive(clone)).name()).isEqualTo("clone-2-run-1");
    }

    @Test
    void aSnapshotThatSomebodyRemovedBehindTheRunsBackIsForAPersonToDecide() {
        SnapshotSeen seen = (SnapshotSeen) run.act(SNAPSHOT);
        assertThat(run.find(SNAPSHOT).state()).isEqualTo(Sighting.State.RUNNING);
        run.database().snapshots().delete(seen.id()).await();

        assertThat(run.find(SNAPSHOT).state()).isEqualTo(Sighting.State.UNKNOWN);
        assertThat(run.find(SNAPSHOT).evidence()).contains(seen.id());
    }

    @Test
    void aProviderThatCannotBeAskedLeavesEverythingOpen() {
        run.drive(SNAPSHOT);
        world.forbid("orders");

        for (Step step : List.of(
                SNAPSHOT, CLONE, Steps.deleteSnapshot("delete", "snapshot"), Steps.freeze("freeze", "an incident"))) {
            assertThat(run.find(step).state()).as(step.toString()).isEqualTo(Sighting.State.UNKNOWN);
        }
    }

    @Test
    void whatARunMakesCarriesItsName() {
        SnapshotSeen seen = (SnapshotSeen) run.drive(SNAPSHOT);

        assertThat(run.database().snapshots().find(seen.id()).orElseThrow().annotations())
                .containsEntry("signal-dr:run", "run-1");
        assertThat(seen.name()).isEqualTo("before-run-1");
        assertThat(run.observed)
                .singleElement()
                .asString()
                .contains(run.context("snapshot").key().value());
    }

    @Test
    void automatedBackupsAreNeverKeptForLessTime() {
        BackupsChanged kept = (BackupsChanged) run.drive(Steps.automatedBackups("backups", 7));

        assertThat(kept.formerDays()).isEqualTo(35);
        assertThat(kept.days()).isEqualTo(35);
        assertThat(world.faults().count("startChange")).isZero();
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.automatedBackups("backups", 0));
    }

    @Test
    void automatedBackupsThatWereOffAreSwitchedOnAndStayOn() {
        AutomatedBackups backups = run.database().automatedBackups();
        backups.apply(backups.plan(settings -> settings.retentionDays(0)).allowTurningOff())
                .await();
        Step step = Steps.automatedBackups("backups", 7, BackupWindow.parse("02:00-03:00"));

        assertThat(new KeepBackups().changes(run.context("backups"), (KeepBackups.Input) step.input()))
                .hasSize(2)
                .anyMatch(line -> line.contains("restarted"));
        run.drive(step);
        run.undo(step);

        assertThat(backups.settings().retentionDays()).isEqualTo(7);
    }

    @Test
    void aDatabaseThatFollowsAnotherIsPromotedOnce() {
        world.addDatabase("main").addFollower("orders", "main");
        try (StepRun follower = new StepRun(world, "run-2")) {
            Step promote = Steps.promote("promote");
            world.faults().next("startPromotion", Fault.ANSWER_LOST);

            follower.drive(promote);
            follower.act(promote);

            assertThat(follower.database().status().role()).isEqualTo(DatabaseRole.PRIMARY);
            assertThat(world.faults().count("startPromotion")).isEqualTo(1);
        }
    }

    @Test
    void aSnapshotIsCopiedWithTheKeyOfItsNewPlace() {
        run.drive(SNAPSHOT);

        SnapshotCopied copy = (SnapshotCopied)
                run.drive(Steps.copySnapshot("copy", "snapshot", InMemoryWorld.ELSEWHERE, Optional.of("alias/abroad")));

        assertThat(copy.name()).isEqualTo("copy-run-1");
        assertThat(world.copies()).extracting(Snapshot::id).containsExactly(copy.id());
    }

    @ParameterizedTest
    @CsvSource({"Orders", "-orders", "orders_1", "''"})
    void aNameThatNoProviderTakesIsRefusedWhenTheStepIsMade(String name) {
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.snapshot("snapshot", name));
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.clone("clone", copy -> copy.named(name)));
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "'two\nlines'"})
    void aReasonThatNobodyCanReadIsRefusedWhenTheStepIsMade(String reason) {
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.freeze("freeze", reason));
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.hold("hold", "snapshot", reason));
        refused(ErrorCode.INVALID_ARGUMENT, () -> Steps.freeze("freeze", "x".repeat(121)));
    }

    private Optional<String> holdOf(SnapshotSeen seen) {
        return run.database().snapshots().find(seen.id()).flatMap(Snapshot::hold);
    }

    private String verdictOn(String id) {
        return run.database().snapshots().find(id).orElseThrow().annotations().getOrDefault(Snapshot.VERDICT, "");
    }

    private static DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = catchThrowableOfType(DrException.class, action);
        assertThat(failure).as("a refusal with " + code).isNotNull();
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        return failure;
    }
}
