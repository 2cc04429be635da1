package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.Restore;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DefaultRestoreTest extends PortableFixture {

    @Test
    void aRestoreMakesANewDatabaseAndSaysWhatDiffers() {
        world.write("orders", "one");
        Snapshot snapshot = snapshot("s");
        Database restored = database.snapshots()
                .restore(snapshot.id())
                .as("orders-copy")
                .profile(profile -> profile.setting("network", "private"))
                .start()
                .await();

        assertThat(world.markers("orders-copy")).containsExactly("one");
        assertThat(restored.address().toString()).isEqualTo(world.address("orders-copy"));
        assertThat(restored.provenance())
                .hasValueSatisfying(provenance -> assertThat(provenance.differences())
                        .anyMatch(difference -> difference.startsWith("deletion-protection is off"))
                        .noneMatch(difference -> difference.startsWith("network")));
        assertThat(database.provenance()).isEmpty();
    }

    @Test
    void aRecoveryEndsAtItsTarget() {
        snapshot("s");
        Instant between = world.write("orders", "before");
        world.write("orders", "after");
        clock.advance(Duration.ofSeconds(5));

        database.pointInTimeRecovery().to(between).as("a").start().await();
        database.pointInTimeRecovery().toLatest().as("b").start().await();
        database.clones().create().as("c").start().await();

        assertThat(world.markers("a")).containsExactly("before");
        assertThat(world.markers("b")).containsExactly("before", "after");
        assertThat(world.markers("c")).containsExactly("before", "after");
    }

    @Test
    void aTargetOutsideTheWindowIsRefusedWithTheWindow() {
        snapshot("s");
        clock.advance(Duration.ofMinutes(1));
        String window = database.pointInTimeRecovery().window().orElseThrow().toString();

        Restore tooLate = database.pointInTimeRecovery().to(clock.instant().plusSeconds(60));
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, tooLate::start)).hasMessageContaining(window);
        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> database.pointInTimeRecovery().to(new Lsn(-1)).start());
        assertThat(faults().count("startRestore")).isZero();
    }

    @Test
    void whatLiesBeforeTheWindowIsTheDriversToJudge() {
        snapshot("s");

        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> database.pointInTimeRecovery().to(Instant.EPOCH).start());
        assertThat(faults().count("startRestore")).isEqualTo(1);
    }

    @Test
    void withoutABackupNothingIsRecovered() {
        assertThat(database.pointInTimeRecovery().window()).isEmpty();
        refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> database.pointInTimeRecovery().toLatest().start());
        refused(
                ErrorCode.NOT_FOUND,
                () -> database.snapshots().restore("absent").start());
        assertThat(faults().count("startRestore")).isZero();
    }

    @Test
    void eachKindOfTargetNeedsItsCapability() {
        snapshot("s");
        world.disable(Capability.RECOVER_TO_LSN, "no LSNs here").disable(Capability.CLONE, "no clones here");

        refused(
                ErrorCode.UNSUPPORTED,
                () -> database.pointInTimeRecovery().to(Lsn.ZERO).start());
        refused(ErrorCode.UNSUPPORTED, () -> database.clones().create().start());
        assertThat(faults().count("startRestore") + faults().count("startClone"))
                .isZero();
    }

    @Test
    void oneDescriptionIsOneDatabaseHoweverOftenItIsStarted() {
        Restore description = database.snapshots().restore(snapshot("s").id());
        Database first = description.start().await();
        Database again = description.start().await();
        Database other = description.as("another").start().await();

        assertThat(again.address()).isEqualTo(first.address());
        assertThat(other.address()).isNotEqualTo(first.address());
        assertThat(world.databases()).hasSize(3);
    }

    @Test
    void aGivenKeyAdoptsWhatItBeganEvenWhenItCouldNotBeginNow() {
        snapshot("s");
        clock.advance(Duration.ofMinutes(1));
        Restore description = database.pointInTimeRecovery()
                .to(clock.instant().minusSeconds(30))
                .as("copy")
                .key(KEY);
        description.start();
        world.disable(Capability.RECOVER_TO_INSTANT, "switched off meanwhile");

        assertThat(description.start().await().address().toString()).isEqualTo(world.address("copy"));
        assertThat(faults().count("startRestore")).isEqualTo(1);
    }

    @Test
    void aKeyOfOtherWorkIsAConflict() {
        Restore description = database.snapshots().restore(snapshot("s").id()).key(KEY);
        description.as("one").start().await();

        DrException failure =
                failure(ErrorCode.CONFLICT, () -> description.as("two").start().await());
        assertThat(failure.key()).contains(KEY);
        assertThat(world.databases()).doesNotContain("two");
    }

    @Test
    void whatFailedWithoutAnEffectIsBegunAnewUnderItsKey() {
        world.write("orders", "one");
        Restore description =
                database.snapshots().restore(snapshot("s").id()).as("copy").key(KEY);
        Operation<Database> first = description.start();
        world.breakWork("copy", DrException.of(ErrorCode.QUOTA, "restore", "the disk is full"));
        refused(ErrorCode.QUOTA, first::await);

        description.start().await();
        assertThat(world.markers("copy")).containsExactly("one");
        assertThat(faults().count("startRestore")).isEqualTo(2);
    }

    @Test
    void aFailureThatMayHaveLeftTracesIsReportedAgain() {
        Restore description =
                database.snapshots().restore(snapshot("s").id()).as("copy").key(KEY);
        description.start();
        world.breakWork(
                "copy",
                DrException.create(
                        ErrorCode.INTERNAL, "restore", "broke off", failure -> failure.effect(Effect.APPLIED)));

        assertThat(failure(ErrorCode.INTERNAL, () -> description.start().await())
                        .effect())
                .isEqualTo(Effect.APPLIED);
        assertThat(faults().count("startRestore")).isEqualTo(1);
    }

    @Test
    void aTakenNameIsAConflictThatChangesNothing() {
        world.addDatabase("taken");
        world.write("taken", "precious");
        Snapshot snapshot = snapshot("s");

        refused(
                ErrorCode.CONFLICT,
                () -> database.snapshots().restore(snapshot.id()).as("taken").start());
        assertThat(world.markers("taken")).containsExactly("precious");
    }

    @Test
    void aBadNameOrSettingIsRefused() {
        Restore description = database.snapshots().restore(snapshot("s").id());

        refused(ErrorCode.INVALID_ARGUMENT, () -> description.as("Upper").start());
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> description.profile(p -> p.setting("colour", "red")).start());
        assertThat(world.databases()).hasSize(1);
    }

    @Test
    void onlyWhatWasRestoredIsDiscarded() {
        Database copy = database.snapshots()
                .restore(snapshot("s").id())
                .as("copy")
                .start()
                .await();

        refused(ErrorCode.FAILED_PRECONDITION, () -> database.discard());
        copy.discard().await();
        assertThat(world.databases()).contains("orders");
        refused(ErrorCode.NOT_FOUND, copy::status);
    }

    @Test
    void theGeneratedNameComesFromTheKey() {
        Restore description = database.snapshots().restore(snapshot("s").id()).key(new OperationKey("k"));

        assertThat(description.start().await().address().toString()).matches(".*/restored-[0-9a-f]{12}");
    }
}
