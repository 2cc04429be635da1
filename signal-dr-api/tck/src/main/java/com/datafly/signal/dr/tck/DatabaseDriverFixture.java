package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens and cleans up for {@link DatabaseDriverContract}, waits, and says its assertions in few words. */
abstract class DatabaseDriverFixture {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    /**
     * The share of the time waited so far that the next pause takes: short work is seen soon, long work looked at
     * rarely.
     */
    private static final int PAUSE_SHARE = 10;

    private final List<DatabaseDriver> opened = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private DatabaseHarness harness;
    private DatabaseDriver driver;

    /** Returns the database to test with; the same one may serve all tests of a class. */
    protected abstract DatabaseHarness harness();

    @BeforeEach
    final void open() {
        harness = harness();
        driver = another();
    }

    @AfterEach
    final void discardAndClose() {
        if (harness.hooks().contains(DatabaseHarness.Hook.FAULTS)) {
            harness.faults().clear();
        }
        if (supports(Capability.DISCARD)) {
            made.forEach(this::discard);
        }
        opened.forEach(DatabaseDriver::close);
        harness.searchForSecrets();
        harness.secrets().assertNotLeaked();
    }

    final DatabaseHarness here() {
        return harness;
    }

    final DatabaseDriver driver() {
        return driver;
    }

    final DatabaseDriver another() {
        return closedLater(harness.newDriver());
    }

    final DatabaseDriver closedLater(DatabaseDriver other) {
        opened.add(other);
        return other;
    }

    /** Returns a name that no other test uses. */
    static String freshName() {
        return "tck-" + OperationKey.random().value().substring(3, 16).replace("-", "");
    }

    final boolean supports(Capability capability) {
        return driver.capabilities().supports(capability);
    }

    /** Tells whether the database cannot do something, having asserted that it then refuses {@code use}. */
    final boolean lacks(Capability capability, ThrowingCallable use) {
        if (supports(capability)) {
            return false;
        }
        DrException refusal = refused(ErrorCode.UNSUPPORTED, use);
        assertThat(refusal.retry()).isEqualTo(RetryAdvice.NEVER);
        return true;
    }

    final boolean lacksSnapshots() {
        return lacks(Capability.SNAPSHOT, () -> driver.startSnapshot(newSnapshot()));
    }

    final boolean lacksSnapshotRestore() {
        return lacks(
                Capability.SNAPSHOT_RESTORE,
                () -> driver.startRestore(request(RecoveryTarget.snapshot("no-such-one"))));
    }

    static SnapshotRequest newSnapshot() {
        return SnapshotRequest.of(OperationKey.random(), freshName());
    }

    final Snapshot snapshot() {
        SnapshotRequest request = newSnapshot();
        driver.startSnapshot(request);
        String id = await(request.key()).resultId().orElseThrow();
        Snapshot snapshot = eventually(() -> driver.findSnapshot(id));
        harness.secrets().search("a snapshot", snapshot + " " + snapshot.annotations());
        return snapshot;
    }

    final RestoreRequest request(RecoveryTarget target) {
        return request(OperationKey.random(), freshName(), target);
    }

    final RestoreRequest request(OperationKey key, String name, RecoveryTarget target) {
        return RestoreRequest.of(key, name, target, harness.profile(name));
    }

    /** Restores, waits, and opens what was made; it is discarded when the test ends. */
    final DatabaseDriver.RestoredDatabase restore(RestoreRequest request) {
        driver.startRestore(request);
        return opened(request);
    }

    final DatabaseDriver.RestoredDatabase opened(RestoreRequest request) {
        made.add(request.name());
        assertThat(await(request).resultId()).contains(request.name());
        DatabaseDriver.RestoredDatabase restored = driver.openRestored(request.name());
        closedLater(restored.driver());
        harness.secrets().search("a provenance", restored.provenance().differences() + " " + restored.address());
        return restored;
    }

    /** Waits for work to succeed. */
    final OperationStatus await(OperationKey key) {
        return awaitEnd(() -> driver.findOperation(key));
    }

    /** Waits for a restore or a clone to succeed, and goes on with it when it needs a call. */
    final OperationStatus await(RestoreRequest request) {
        return awaitEnd(() -> {
            Optional<OperationStatus> status = driver.findOperation(request.key());
            if (status.filter(OperationStatus::needsCall).isPresent()) {
                driver.continueRestore(request);
            }
            return status;
        });
    }

    /** Waits for what is looked at to succeed. */
    final OperationStatus awaitEnd(Supplier<Optional<OperationStatus>> look) {
        OperationStatus end = eventually(() -> look.get().filter(status -> status.state() != OperationState.RUNNING));
        assertThat(end.state())
                .as(() -> "the end of the work: " + end.failure())
                .isEqualTo(OperationState.SUCCEEDED);
        return end;
    }

    /** Waits for something to appear. */
    final <T> T eventually(Supplier<Optional<T>> look) {
        long start = harness.time().nanoTime();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            Duration waited = Duration.ofNanos(harness.time().nanoTime() - start);
            assertThat(waited).as("time waited").isLessThan(harness.patience());
            pause(waited.dividedBy(PAUSE_SHARE));
            seen = look.get();
        }
        return seen.get();
    }

    /** Runs what has to be refused without an effect, and searches the refusal for secrets. */
    final DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = failure(action);
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.NONE);
        return failure;
    }

    /** Runs a change whose outcome the caller cannot know. */
    final void assertAmbiguous(ThrowingCallable action) {
        DrException failure = failure(action);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);
    }

    /** Runs what has to fail, and searches the failure for secrets. */
    final DrException failure(ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).isInstanceOf(DrException.class);
        harness.secrets().search("a failure", thrown);
        return (DrException) thrown;
    }

    /** Asserts that the harness does not claim what it cannot do. */
    final boolean has(DatabaseHarness.Hook hook, ThrowingCallable use) {
        if (harness.hooks().contains(hook)) {
            return true;
        }
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(use);
        return false;
    }

    private void discard(String name) {
        if (isGone(name)) {
            return;
        }
        driver.startDiscard(name);
        eventually(() -> Optional.of(name).filter(this::isGone));
    }

    final boolean isGone(String name) {
        try {
            driver.openRestored(name);
            return false;
        } catch (DrException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
            return true;
        }
    }

    private void pause(Duration wanted) {
        try {
            harness.time().sleep(wanted.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
