package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The part of {@link DatabaseDriverContract} that is about databases made from others. */
abstract class DatabaseDriverRestores extends DatabaseDriverSnapshots {

    @Test
    void aRestoredSnapshotHoldsWhatTheDatabaseHeldThen() {
        if (lacksSnapshotRestore()) {
            return;
        }
        String before = freshName();
        here().write(before);
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        String after = freshName();
        here().write(after);

        DatabaseDriver.RestoredDatabase restored = restore(request);

        assertThat(here().markers(restored.driver())).contains(before).doesNotContain(after);
        assertThat(restored.driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
        assertThat(restored.provenance().key()).isEqualTo(request.key());
        assertThat(restored.provenance().target()).isEqualTo(request.target());
        assertThat(driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
    }

    @Test
    void aRecoveryToAnInstantEndsBetweenTwoCommits() {
        if (lacksInstants()) {
            return;
        }
        beginWindow();
        String before = freshName();
        Instant between = here().write(before);
        String after = freshName();
        Instant end = here().write(after);
        awaitWindow(window -> window.contains(between) && !window.latest().isBefore(end));

        DatabaseDriver.RestoredDatabase restored = restore(request(RecoveryTarget.at(between)));

        assertThat(here().markers(restored.driver())).contains(before).doesNotContain(after);
    }

    @Test
    void aRecoveryToAnLsnEndsThere() {
        RestoreRequest toLsn = request(RecoveryTarget.at(Lsn.ZERO));
        if (lacks(Capability.RECOVER_TO_LSN, () -> driver().startRestore(toLsn))) {
            return;
        }
        beginWindow();
        String before = freshName();
        Instant written = here().write(before);
        Lsn reached = awaitWindow(window -> !window.latest().isBefore(written))
                .latestLsn()
                .orElseThrow();
        String after = freshName();
        here().write(after);

        DatabaseDriver.RestoredDatabase restored = restore(request(RecoveryTarget.at(reached)));

        assertThat(here().markers(restored.driver())).contains(before).doesNotContain(after);
    }

    @Test
    void aRecoveryToTheLatestPointHoldsWhatTheWindowPromised() {
        RestoreRequest toLatest = request(RecoveryTarget.latest());
        if (lacks(Capability.RECOVER_TO_LATEST, () -> driver().startRestore(toLatest))) {
            return;
        }
        beginWindow();
        String marker = freshName();
        Instant written = here().write(marker);
        awaitWindow(window -> !window.latest().isBefore(written));

        assertThat(here().markers(restore(toLatest).driver())).contains(marker);
    }

    @Test
    void aCloneHoldsThePresentState() {
        RestoreRequest request = request(RecoveryTarget.latest());
        if (lacks(Capability.CLONE, () -> driver().startClone(request))) {
            return;
        }
        String marker = freshName();
        here().write(marker);
        driver().startClone(request);
        another().startClone(request);

        assertThat(here().markers(opened(request).driver())).contains(marker);
    }

    @Test
    void aTargetThatCannotBeReachedMakesNothing() {
        if (lacksInstants()) {
            return;
        }
        beginWindow();
        RestorableWindow window = awaitWindow(any -> true);
        RestoreRequest tooEarly = request(RecoveryTarget.at(window.earliest().minus(Duration.ofDays(1))));
        RestoreRequest tooLate = request(RecoveryTarget.at(window.latest().plus(Duration.ofDays(1))));

        refused(ErrorCode.FAILED_PRECONDITION, () -> driver().startRestore(tooEarly));
        refused(ErrorCode.FAILED_PRECONDITION, () -> driver().startRestore(tooLate));
        assertThat(isGone(tooEarly.name())).isTrue();
        assertThat(driver().findOperation(tooLate.key())).isEmpty();
    }

    @Test
    void aSnapshotThatDoesNotExistIsNotRestored() {
        if (lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request = request(RecoveryTarget.snapshot("no-such-snapshot"));

        refused(ErrorCode.NOT_FOUND, () -> driver().startRestore(request));
        assertThat(isGone(request.name())).isTrue();
    }

    @Test
    void aSettingThatTheProviderDoesNotKnowIsRefused() {
        if (lacksSnapshotRestore()) {
            return;
        }
        TargetProfile unknown =
                TargetProfile.builder().setting("no such setting", "x").build();
        RestoreRequest request = RestoreRequest.of(
                OperationKey.random(),
                freshName(),
                RecoveryTarget.snapshot(snapshot().id()),
                unknown);

        refused(ErrorCode.INVALID_ARGUMENT, () -> driver().startRestore(request));
        assertThat(isGone(request.name())).isTrue();
    }

    @Test
    void aRestoreIsAdoptedByItsKeyAndNeverOverwritesUnderAnother() {
        if (lacksSnapshotRestore()) {
            return;
        }
        String kept = freshName();
        here().write(kept);
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        driver().startRestore(request);
        another().startRestore(request);
        DatabaseDriver.RestoredDatabase restored = opened(request);
        another().startRestore(request);
        here().write(freshName());
        String later = snapshot().id();

        refused(
                ErrorCode.CONFLICT,
                () -> another()
                        .startRestore(request(OperationKey.random(), request.name(), RecoveryTarget.snapshot(later))));
        assertThat(driver().openRestored(request.name()).provenance().key()).isEqualTo(request.key());
        assertThat(here().markers(restored.driver())).contains(kept);
    }

    @Test
    void aNameThatSomebodyElseTookIsAConflictThatChangesNothing() {
        String taken = freshName();
        if (!has(DatabaseHarness.Hook.OCCUPY, () -> here().occupy(taken)) || lacksSnapshotRestore()) {
            return;
        }
        here().occupy(taken);
        RestoreRequest request = request(
                OperationKey.random(), taken, RecoveryTarget.snapshot(snapshot().id()));

        refused(ErrorCode.CONFLICT, () -> driver().startRestore(request));
        assertThat(driver().findOperation(request.key())).isEmpty();
        if (supports(Capability.DISCARD)) {
            refused(ErrorCode.FAILED_PRECONDITION, () -> driver().startDiscard(taken));
        }
    }

    @Test
    void aRestoreGoesOnWhenItsDriverIsClosedAndACallTooManyDoesNoHarm() {
        if (lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        DatabaseDriver starter = another();
        starter.startRestore(request);
        starter.close();

        assertThat(opened(request).provenance().key()).isEqualTo(request.key());
        another().continueRestore(request);
        assertThat(await(request).resultId()).contains(request.name());
    }

    @Test
    void aDiscardedDatabaseIsGoneAndItsSourceIsNot() {
        String unknown = freshName();
        if (lacks(Capability.DISCARD, () -> driver().startDiscard(unknown)) || lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        restore(request).driver().close();
        driver().startDiscard(request.name());

        eventually(() -> Optional.of(request.name()).filter(this::isGone));
        refused(ErrorCode.NOT_FOUND, () -> driver().startDiscard(request.name()));
        refused(ErrorCode.NOT_FOUND, () -> driver().startDiscard(unknown));
        refused(ErrorCode.NOT_FOUND, () -> driver().openRestored(unknown));
        assertThat(driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
    }

    @Test
    void aNameTellsWhoseItIsUntilItIsFree() {
        if (lacksSnapshotRestore()) {
            return;
        }
        String unknown = freshName();
        RestoreRequest request =
                tagged(request(RecoveryTarget.snapshot(snapshot().id())));
        DatabaseDriver.RestoredDatabase restored = restore(request);

        assertThat(driver().findRestored(unknown)).isEmpty();
        assertThat(another().findRestored(request.name())).hasValueSatisfying(found -> {
            assertThat(found.key()).isEqualTo(request.key());
            assertThat(found.tags()).isEqualTo(restored.provenance().tags());
        });
        if (supports(Capability.DISCARD)) {
            driver().startDiscard(request.name());
            eventually(() -> Optional.of(request.name())
                    .filter(name -> driver().findRestored(name).isEmpty()));
        }
    }

    @Test
    void tagsAreKeptWholeOrNotAtAll() {
        if (lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request =
                tagged(request(RecoveryTarget.snapshot(snapshot().id())));

        Map<String, String> kept = restore(request).provenance().tags();

        if (!kept.isEmpty()) {
            assertThat(kept).containsAllEntriesOf(request.profile().tags());
        }
    }

    /** The tags that a drill gives to all that it makes. */
    private static RestoreRequest tagged(RestoreRequest request) {
        TargetProfile.Builder profile = TargetProfile.builder();
        request.profile().settings().forEach(profile::setting);
        profile.tag("signal-dr:run", "restore-test-20250115-103000-5f3a9c");
        profile.tag("signal-dr:expires", "2025-01-16T10:30:00Z");
        return RestoreRequest.of(request.key(), request.name(), request.target(), profile.build());
    }

    private boolean lacksInstants() {
        RestoreRequest request = request(RecoveryTarget.at(Instant.EPOCH));
        return lacks(Capability.RECOVER_TO_INSTANT, () -> driver().startRestore(request));
    }

    /** A recovery begins with a snapshot; where none can be made by hand, the provider makes them. */
    private void beginWindow() {
        if (supports(Capability.SNAPSHOT)) {
            snapshot();
        }
    }

    private RestorableWindow awaitWindow(Predicate<RestorableWindow> wanted) {
        RestorableWindow window = eventually(() -> driver().restorableWindow().filter(wanted));
        assertThat(window.earliest()).isBeforeOrEqualTo(window.latest());
        return window;
    }
}
