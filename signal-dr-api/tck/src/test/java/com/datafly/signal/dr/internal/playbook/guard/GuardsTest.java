package com.datafly.signal.dr.internal.playbook.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.database.RetentionPolicy;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.internal.playbook.action.StepRun;
import com.datafly.signal.dr.internal.playbook.action.TestChecks;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.tck.InMemoryWorld;
import com.datafly.signal.dr.tck.SettableClock;
import com.datafly.signal.dr.verify.Verdict;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {

    private static final String IDENTIFIER = Integer.toString("orders".hashCode());
    private static final Duration WEEK = Duration.ofDays(7);
    private static final FailureDomain HOST = FailureDomain.of("host", "db1");
    private static final FailureDomain OTHER_HOST = FailureDomain.of("host", "backup1");
    private static final FailureDomain REGION = FailureDomain.of("region", "aws:eu-west-1");

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
    void theDatabaseThatIsMeantIsKnownByItsSystemIdentifierAndRole() {
        assertThat(check(Guards.databaseIdentity(IDENTIFIER, DatabaseRole.PRIMARY)))
                .isEqualTo(Verdict.PASSED);
        assertThat(check(Guards.databaseIdentity("7000000000000000000", DatabaseRole.PRIMARY)))
                .isEqualTo(Verdict.FAILED);
        assertThat(check(Guards.databaseIdentity(IDENTIFIER, DatabaseRole.STANDBY)))
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void anIdentityThatCannotBeAskedForIsAnError() {
        world.forbid("orders");

        assertThat(check(Guards.databaseIdentity(IDENTIFIER, DatabaseRole.PRIMARY)))
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void identityAndFencingAreNeverPassedByBreakGlass() {
        assertThat(Guards.databaseIdentity(IDENTIFIER, DatabaseRole.PRIMARY).kind())
                .isEqualTo(GuardKind.IDENTITY);
        assertThat(Guards.oldPrimaryFenced().kind()).isEqualTo(GuardKind.FENCING);
        assertThat(Guards.oldPrimaryFenced(TestChecks.noDatabase()).kind().passedByBreakGlass())
                .isFalse();
    }

    @Test
    void aPrimaryThatIsUpIsNotFencedWhateverElseIsSaid() {
        assertThat(check(Guards.oldPrimaryFenced())).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "28000, PASSED",
        "28P01, UNPROVEN",
        "57P03, UNPROVEN",
        "08001, UNPROVEN",
        "08006, UNPROVEN",
        "53300, ERROR"
    })
    void onlyARefusedLoginProvesAFence(String sqlState, Verdict verdict) {
        assertThat(check(Guards.oldPrimaryFenced(refusing(sqlState)))).isEqualTo(verdict);
    }

    @Test
    void aConnectionThatFailsForNoKnownReasonIsAnError() {
        assertThat(check(Guards.oldPrimaryFenced(TestChecks.noDatabase()))).isEqualTo(Verdict.ERROR);
    }

    @Test
    void aProbeOfTheHostsDecidesAboutTheFence() {
        assertThat(check(Guards.oldPrimaryFenced("power switch", context -> GuardResult.passed("off"))))
                .isEqualTo(Verdict.PASSED);
        assertThat(check(Guards.oldPrimaryFenced("power switch", context -> GuardResult.unproven("no answer"))))
                .isEqualTo(Verdict.UNPROVEN);
        assertThat(check(Guards.oldPrimaryFenced("power switch", context -> {
                    throw new IllegalStateException("a defect");
                })))
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void aStandbyLosesNothingIfItIsSynchronousAndHealthy() {
        assertThat(check(Guards.standbyLosesNothing())).isEqualTo(Verdict.PASSED);
        world.standby("orders", Replication.SYNCHRONOUS, false);
        assertThat(check(Guards.standbyLosesNothing())).isEqualTo(Verdict.FAILED);
        world.standby("orders", Replication.ASYNCHRONOUS, true);
        assertThat(check(Guards.standbyLosesNothing())).isEqualTo(Verdict.FAILED);
        world.standby("orders", Replication.UNKNOWN, true);
        assertThat(check(Guards.standbyLosesNothing())).isEqualTo(Verdict.UNPROVEN);
        world.forbid("orders");
        assertThat(check(Guards.standbyLosesNothing())).isEqualTo(Verdict.ERROR);
    }

    @Test
    void aDrillLooksAtTheFenceButGoesOn() {
        run.asDrill();

        assertThat(Guards.oldPrimaryFenced().check(run.context("cutover")).toString())
                .contains("PASSED", "drill", "FAILED", "up and a primary");
        assertThat(check(Guards.oldPrimaryFenced(TestChecks.noDatabase()))).isEqualTo(Verdict.ERROR);
    }

    @Test
    void aCopyThatIsLostWithTheRestIsNone() {
        assertThat(check(Guards.copyInAnotherFailureDomain(Set.of(OTHER_HOST, REGION), Set.of(HOST))))
                .isEqualTo(Verdict.PASSED);
        assertThat(check(Guards.copyInAnotherFailureDomain(Set.of(OTHER_HOST, REGION), Set.of(HOST, REGION))))
                .isEqualTo(Verdict.FAILED);
        assertThat(check(Guards.copyInAnotherFailureDomain(Set.of(OTHER_HOST), Set.of(REGION))))
                .isEqualTo(Verdict.UNPROVEN);
        assertThat(check(Guards.copyInAnotherFailureDomain(Set.of(), Set.of(HOST))))
                .isEqualTo(Verdict.UNPROVEN);
        assertThat(check(Guards.copyInAnotherFailureDomain(Set.of(OTHER_HOST), Set.of())))
                .isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aDirectoryIsLostWithTheOneAboveIt() {
        assertThat(check(Guards.copyInAnotherFailureDomain(
                        Set.of(FailureDomain.of("path", "/var/lib/postgresql/backups")),
                        Set.of(FailureDomain.of("path", "/var/lib/postgresql")))))
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void removalsAreFrozenOnceAFreezeIsNoted() {
        assertThat(check(Guards.retentionFrozen())).isEqualTo(Verdict.FAILED);

        run.drive(Steps.freeze("freeze", "an incident"));

        assertThat(check(Guards.retentionFrozen())).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aDatabaseWithoutAnnotationsShowsNoFreeze() {
        world.disable(Capability.ANNOTATE, "it takes none");

        assertThat(check(Guards.retentionFrozen())).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void theCapOfDeletionsNeedsAPlanAndHoldsItsSize() {
        Guard two = Guards.deletionCap("plan", 2);
        assertThat(check(two)).isEqualTo(Verdict.UNPROVEN);

        snapshots(4);
        run.drive(Steps.planRetention("plan", RetentionPolicy.create(rules -> rules.keepLast(1))));

        assertThat(check(two)).isEqualTo(Verdict.FAILED);
        assertThat(check(Guards.deletionCap("plan", 3))).isEqualTo(Verdict.PASSED);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> Guards.deletionCap("plan", -1))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void whatTheLibraryCanDeleteTheCredentialCanAndTheReverseProvesNothing() {
        assertThat(check(Guards.credentialCannotDeleteBackups())).isEqualTo(Verdict.FAILED);

        world.disable(Capability.SNAPSHOT_DELETE, "the bucket is locked");

        assertThat(check(Guards.credentialCannotDeleteBackups())).isEqualTo(Verdict.UNPROVEN);
        assertThat(check(Guards.credentialCannotDeleteBackups(
                        "policy simulator", context -> GuardResult.passed("DeleteObject is denied"))))
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void aSnapshotCountsAsVerifiedUntilItsPassIsTooOld() {
        assertThat(check(Guards.verifiedSnapshot(WEEK))).isEqualTo(Verdict.UNPROVEN);
        snapshots(2);
        Snapshot first = run.database().snapshots().list().get(0);
        assertThat(check(Guards.verifiedSnapshot(WEEK))).isEqualTo(Verdict.UNPROVEN);

        run.database().snapshots().recordVerdict(first.id(), Verdict.PASSED, clock.instant());
        assertThat(check(Guards.verifiedSnapshot(WEEK))).isEqualTo(Verdict.PASSED);

        clock.advance(WEEK.plusSeconds(1));
        assertThat(check(Guards.verifiedSnapshot(WEEK))).isEqualTo(Verdict.FAILED);
    }

    @Test
    void aPassFromTheFutureOrThatNobodyCanReadProvesNothing() {
        snapshots(1);
        String id = run.database().snapshots().list().get(0).id();

        run.database()
                .snapshots()
                .recordVerdict(id, Verdict.PASSED, clock.instant().plus(Duration.ofHours(1)));
        assertThat(check(Guards.verifiedSnapshot(WEEK))).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void onlyTheRunsOwnSnapshotCountsWhereItIsNamed() {
        Guard own = Guards.verifiedSnapshot("snapshot", WEEK);
        assertThat(check(own)).isEqualTo(Verdict.UNPROVEN);
        snapshots(1);
        String other = run.database().snapshots().list().get(0).id();
        run.database().snapshots().recordVerdict(other, Verdict.PASSED, clock.instant());
        run.drive(Steps.snapshot("snapshot", "before"));
        assertThat(check(own)).isEqualTo(Verdict.UNPROVEN);

        run.drive(Steps.restoreSnapshot("restore", "snapshot"));
        run.drive(Steps.examine("verify", "restore", TestChecks.passing()));
        run.drive(Steps.recordVerdict("record", "verify"));
        assertThat(check(own)).isEqualTo(Verdict.PASSED);

        run.drive(Steps.deleteSnapshot("delete", "snapshot"));
        assertThat(check(own)).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"PASSED, PASSED", "FAILED, FAILED", "UNPROVEN, UNPROVEN", "ERROR, ERROR"})
    void aVerificationOfTheRunIsWorthItsVerdict(Verdict found, Verdict guarded) {
        assertThat(check(Guards.verificationPassed("verify"))).isEqualTo(Verdict.UNPROVEN);
        run.drive(Steps.clone("clone", copy -> {}));
        run.drive(Steps.examine("verify", "clone", TestChecks.finding(found, true)));

        assertThat(check(Guards.verificationPassed("verify"))).isEqualTo(guarded);
    }

    @Test
    void aVerificationThatExpiredProvesNothing() {
        run.drive(Steps.clone("clone", copy -> {}));
        run.drive(Steps.examine("verify", "clone", TestChecks.passing()));

        clock.advance(TestChecks.passing().validFor());

        assertThat(check(Guards.verificationPassed("verify"))).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aTargetHasToLieWithinTheWindow() {
        assertThat(check(Guards.restorableWindowCovers(RecoveryTarget.latest())))
                .isEqualTo(Verdict.FAILED);
        snapshots(1);

        assertThat(check(Guards.restorableWindowCovers(RecoveryTarget.latest())))
                .isEqualTo(Verdict.PASSED);
        assertThat(check(Guards.restorableWindowCovers(
                        RecoveryTarget.at(clock.instant().minusSeconds(60)))))
                .isEqualTo(Verdict.PASSED);
        assertThat(check(Guards.restorableWindowCovers(
                        RecoveryTarget.at(clock.instant().plusSeconds(60)))))
                .isEqualTo(Verdict.FAILED);
        assertThat(check(Guards.restorableWindowCovers(RecoveryTarget.at(Lsn.ZERO.plus(1_000_000)))))
                .isEqualTo(Verdict.FAILED);
        assertThat(check(Guards.restorableWindowCovers(RecoveryTarget.snapshot("none"))))
                .isEqualTo(Verdict.FAILED);
        world.forbid("orders");
        assertThat(check(Guards.restorableWindowCovers(RecoveryTarget.latest())))
                .isEqualTo(Verdict.ERROR);
    }

    @Test
    void aGuardOfTheHostsOwnKeepsItsDescription() {
        Guard quiet = Guards.custom(
                "no deployment runs",
                GuardKind.CONDITION,
                Map.of("pipeline", "main"),
                context -> GuardResult.passed("nothing runs"));

        assertThat(quiet.name()).isEqualTo("no deployment runs");
        assertThat(quiet.parameters()).containsEntry("pipeline", "main");
        assertThat(check(quiet)).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aGuardSaysWhatItIsLostWith() {
        Guard located =
                Guards.locatedIn(Guards.oldPrimaryFenced("power switch", context -> GuardResult.passed("off")), HOST);

        assertThat(located.failureDomains()).containsExactly(HOST);
        assertThat(located.parameters())
                .containsEntry("locatedIn", "[host:db1]")
                .containsEntry("probe", "power switch");
        assertThat(located.kind()).isEqualTo(GuardKind.FENCING);
        assertThat(check(located)).isEqualTo(Verdict.PASSED);
    }

    private Verdict check(Guard guard) {
        return guard.check(run.context("guarded")).verdict();
    }

    private void snapshots(int count) {
        for (int i = 1; i <= count; i++) {
            world.write("orders", "row " + i);
            run.database()
                    .snapshots()
                    .create("nightly", new OperationKey("night-" + i))
                    .await();
            clock.advance(Duration.ofDays(1));
        }
    }

    private static DataSource refusing(String sqlState) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new SQLException("refused", sqlState);
                });
    }
}
