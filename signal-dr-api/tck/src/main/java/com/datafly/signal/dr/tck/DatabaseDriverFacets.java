package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotCopyRequest;
import com.datafly.signal.dr.tck.DatabaseHarness.Hook;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link DatabaseDriverContract} that is about what a provider need not have: backups of its own, copies of
 * snapshots in other places, standbys.
 */
abstract class DatabaseDriverFacets extends DatabaseDriverRestores {

    @Test
    void theProvidersOwnBackupsAreChanged() {
        if (lacksBackups()) {
            return;
        }
        AutomatedBackupSettings present = backups().settings();
        AutomatedBackupSettings wanted = here().otherBackups(present);
        assertThat(wanted).isNotEqualTo(present);
        backups().check(wanted).forEach(warning -> here().secrets().search("a warning", warning));
        assertThat(backups().isInForce(present)).isTrue();
        assertThat(backups().isInForce(wanted)).isFalse();

        change(wanted);
        another().automatedBackups().orElseThrow().startChange(wanted);
        awaitInForce(wanted);

        assertThat(another().automatedBackups().orElseThrow().settings().retentionDays())
                .isEqualTo(wanted.retentionDays());
        change(present);
        assertThat(backups().settings().retentionDays()).isEqualTo(present.retentionDays());
    }

    @Test
    void backupsOutOfBoundsAreRefusedByTheValue() {
        if (lacksBackups()) {
            return;
        }
        AutomatedBackupSettings present = backups().settings();
        AutomatedBackupSettings endless = present.with(more -> more.retentionDays(123_456));

        DrException refusal =
                refused(ErrorCode.INVALID_ARGUMENT, () -> backups().check(endless));
        assertThat(refusal).hasMessageContaining("123456");
        refused(ErrorCode.INVALID_ARGUMENT, () -> backups().startChange(endless));
        assertThat(backups().settings()).isEqualTo(present);
    }

    @Test
    void aChangeOfBackupsWhoseAnswerWasLostIsRepeatedWithoutHarm() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksBackups()) {
            return;
        }
        AutomatedBackupSettings present = backups().settings();
        AutomatedBackupSettings wanted = here().otherBackups(present);
        here().faults().next("startChange", Fault.ANSWER_LOST);

        assertAmbiguous(() -> backups().startChange(wanted));
        another().automatedBackups().orElseThrow().startChange(wanted);
        awaitInForce(wanted);
        change(present);
    }

    @Test
    void aSnapshotIsCopiedOnceForItsKey() {
        if (lacksCopies()) {
            return;
        }
        Snapshot original = snapshot();
        SnapshotCopyRequest request = copyOf(original.id(), here().copyPlace());
        assertThat(copies().findCopy(request)).isEmpty();
        copies().startCopy(request);
        another().snapshotCopies().orElseThrow().startCopy(request);

        String id = awaitCopy(request);
        Snapshot copy =
                eventually(() -> another().snapshotCopies().orElseThrow().copied(request));

        assertThat(copy.id()).isEqualTo(id);
        assertThat(copy.name()).isEqualTo(request.name());
        assertThat(copy.key()).contains(request.key());
        assertThat(copy.state()).isEqualTo(SnapshotState.AVAILABLE);
        another().snapshotCopies().orElseThrow().startCopy(request);
        assertThat(awaitCopy(request)).isEqualTo(id);
        assertThat(driver().findSnapshot(original.id())).isPresent();
    }

    @Test
    void aCopyThatCannotBeMadeIsRefused() {
        if (lacksCopies()) {
            return;
        }
        SnapshotCopyRequest ofNothing = copyOf("no-such-snapshot", here().copyPlace());
        SnapshotCopyRequest toNowhere = copyOf(snapshot().id(), "no-such-place");

        refused(ErrorCode.NOT_FOUND, () -> copies().startCopy(ofNothing));
        assertThat(copies().findCopy(ofNothing)).isEmpty();
        refused(ErrorCode.INVALID_ARGUMENT, () -> copies().startCopy(toNowhere));
    }

    @Test
    void aCopyWhoseAnswerWasLostIsFoundByANewProcess() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksCopies()) {
            return;
        }
        String original = snapshot().id();
        SnapshotCopyRequest made = copyOf(original, here().copyPlace());
        SnapshotCopyRequest unmade = copyOf(original, here().copyPlace());
        here().faults().next("startCopy", Fault.ANSWER_LOST);
        here().faults().next("startCopy", Fault.REQUEST_LOST);

        assertAmbiguous(() -> copies().startCopy(made));
        assertAmbiguous(() -> copies().startCopy(unmade));
        assertThat(another().snapshotCopies().orElseThrow().findCopy(made)).isPresent();
        assertThat(another().snapshotCopies().orElseThrow().findCopy(unmade)).isEmpty();
        awaitCopy(made);
    }

    @Test
    void aStandbyIsToldOfWithEvidence() {
        Optional<HighAvailabilityDriver> standby = driver().highAvailability();
        if (standby.isEmpty()) {
            assertThat(supports(Capability.FAILOVER)).isFalse();
            assertThat(supports(Capability.PROMOTE)).isFalse();
            return;
        }
        HighAvailabilityStatus status = standby.get().status();

        assertThat(status.evidence()).isNotEmpty();
        here().secrets().search("a standby", status + " " + status.evidence());
    }

    @Test
    void aFailoverHappensOnceForItsKey() {
        OperationKey key = OperationKey.random();
        if (lacksTakeover(Capability.FAILOVER, standby -> standby.startFailover(key))) {
            return;
        }
        assertThat(standby(driver()).findFailover(key)).isEmpty();
        standby(driver()).startFailover(key);
        awaitEnd(() -> standby(driver()).findFailover(key));
        standby(another()).startFailover(key);

        assertThat(standby(another()).findFailover(key))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(OperationState.SUCCEEDED));
        assertThat(driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
    }

    @Test
    void aFailoverWhoseAnswerWasLostIsFoundByANewProcess() {
        OperationKey made = OperationKey.random();
        OperationKey unmade = OperationKey.random();
        if (!has(Hook.FAULTS, () -> here().faults())
                || lacksTakeover(Capability.FAILOVER, standby -> standby.startFailover(made))) {
            return;
        }
        here().faults().next("startFailover", Fault.ANSWER_LOST);

        assertAmbiguous(() -> standby(driver()).startFailover(made));
        awaitEnd(() -> standby(another()).findFailover(made));

        here().faults().next("startFailover", Fault.REQUEST_LOST);
        assertAmbiguous(() -> standby(driver()).startFailover(unmade));
        assertThat(standby(another()).findFailover(unmade)).isEmpty();
    }

    @Test
    void aFollowerIsPromotedOnceAndForAll() {
        OperationKey key = OperationKey.random();
        boolean lacks = lacksTakeover(Capability.PROMOTE, standby -> standby.startPromotion(key));
        if (!has(Hook.FOLLOWER, () -> here().followerDriver())) {
            assertThat(lacks).as("what can be promoted is tried").isTrue();
            return;
        }
        DatabaseDriver follower = closedLater(here().followerDriver());
        if (!follower.capabilities().supports(Capability.PROMOTE)) {
            refusedTakeover(() -> standby(follower).startPromotion(key));
            return;
        }
        assertThat(standby(follower).findPromotion(key)).isEmpty();
        standby(follower).startPromotion(key);
        awaitEnd(() -> standby(follower).findPromotion(key));

        standby(follower).startPromotion(key);
        assertThat(follower.describe().state()).isEqualTo(DatabaseState.AVAILABLE);
        refusedTakeover(() -> standby(follower).startPromotion(OperationKey.random()));
        assertThat(driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
    }

    private boolean lacksTakeover(Capability capability, Consumer<HighAvailabilityDriver> use) {
        if (supports(capability)) {
            return lacks(driver().highAvailability(), capability, use);
        }
        driver().highAvailability().ifPresent(standby -> refusedTakeover(() -> use.accept(standby)));
        return true;
    }

    /** What stands in the way of a takeover is often the database's state, so it may be told as such. */
    private void refusedTakeover(ThrowingCallable use) {
        DrException refusal = failure(use);
        assertThat(refusal.code()).as(refusal::toString).isIn(ErrorCode.UNSUPPORTED, ErrorCode.FAILED_PRECONDITION);
        assertThat(refusal.effect()).as(refusal::toString).isEqualTo(Effect.NONE);
    }

    private boolean lacksBackups() {
        return lacks(driver().automatedBackups(), Capability.AUTOMATED_BACKUPS, AutomatedBackupsDriver::settings);
    }

    private boolean lacksCopies() {
        boolean lacks = lacks(
                driver().snapshotCopies(),
                Capability.SNAPSHOT_COPY,
                copies -> copies.startCopy(copyOf("no-such-snapshot", "no-such-place")));
        return lacks || !has(Hook.PLACE, () -> here().copyPlace());
    }

    /** Tells whether the database cannot do something, having asserted that it then refuses it or has no way to it. */
    private <T> boolean lacks(Optional<T> facet, Capability capability, Consumer<T> use) {
        if (supports(capability)) {
            assertThat(facet).as("the way to " + capability).isPresent();
            return false;
        }
        return facet.isEmpty() || lacks(capability, () -> use.accept(facet.get()));
    }

    private AutomatedBackupsDriver backups() {
        return driver().automatedBackups().orElseThrow();
    }

    private SnapshotCopyDriver copies() {
        return driver().snapshotCopies().orElseThrow();
    }

    private static HighAvailabilityDriver standby(DatabaseDriver driver) {
        return driver.highAvailability().orElseThrow();
    }

    private void change(AutomatedBackupSettings wanted) {
        backups().startChange(wanted);
        awaitInForce(wanted);
    }

    private void awaitInForce(AutomatedBackupSettings wanted) {
        eventually(() -> Optional.of(wanted).filter(backups()::isInForce));
    }

    private static SnapshotCopyRequest copyOf(String snapshotId, String place) {
        return SnapshotCopyRequest.of(OperationKey.random(), snapshotId, freshName(), place, Optional.empty());
    }

    private String awaitCopy(SnapshotCopyRequest request) {
        return awaitEnd(() -> copies().findCopy(request)).resultId().orElseThrow();
    }
}
