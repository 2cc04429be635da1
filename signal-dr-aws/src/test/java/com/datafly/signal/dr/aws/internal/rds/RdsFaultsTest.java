package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.RdsClient;

/** What RDS does to a restore or a snapshot that goes wrong, and what the driver says of it. */
class RdsFaultsTest {

    private final RdsHarness rds = new RdsHarness(Duration.ZERO);
    private final DatabaseDriver driver = rds.open(RdsHarness.ORDERS);
    private final RestoreRequest request = RdsHarness.request("copy", RecoveryTarget.latest());

    @AfterEach
    void close() {
        driver.close();
        rds.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed",
                "incompatible-restore",
                "incompatible-parameters",
                "incompatible-network",
                "incompatible-option-group",
                "insufficient-capacity",
                "restore-error",
                "inaccessible-encryption-credentials",
                "storage-full"
            })
    void aRestoreThatEndsBadlyHasFailedAndLeftSomethingToDiscard(String state) {
        rds.rds().failNextRestoreWith(state);
        driver.startRestore(request);

        OperationStatus end = rds.finish(driver, request);

        assertThat(end.state()).isEqualTo(OperationState.FAILED);
        DrException failure = end.failure().orElseThrow();
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.problem()).contains("'" + state + "'");
        assertThat(failure.hint()).isPresent();
        driver.startDiscard("copy");
        rds.eventually(() ->
                Optional.of(true).filter(gone -> driver.findRestored("copy").isEmpty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "no-such-state"})
    void aStateThatNobodyExpectsIsForAPersonToJudge(String state) {
        driver.startRestore(request);
        rds.rds().setStatus("copy", state);

        OperationStatus status = driver.findOperation(request.key()).orElseThrow();

        assertThat(status.state()).isEqualTo(OperationState.INDETERMINATE);
        assertThat(status.failure().orElseThrow().problem()).contains("'" + state + "'");
    }

    @Test
    void aRestoreThatIsStuckIsRunningForAsLongAsItIs() {
        driver.startRestore(request);
        rds.rds().setStatus("copy", "creating");
        rds.clock().advance(Duration.ofHours(20));

        OperationStatus status = driver.findOperation(request.key()).orElseThrow();

        assertThat(status.state()).isEqualTo(OperationState.RUNNING);
        assertThat(status.needsCall()).isFalse();
        rds.rds().setStatus("copy", "available");
        assertThat(rds.finish(driver, request).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void describesThatLagDoNotMakeASecondCopyNorALieOfDoneWork() {
        rds.server().lag(Duration.ofMinutes(2));
        driver.startRestore(request);
        assertThat(driver.findOperation(request.key())).isEmpty();
        DrException refusal = failure(() -> driver.startRestore(request));
        assertThat(refusal.effect()).isEqualTo(Effect.NONE);
        assertThat(refusal.retry()).isEqualTo(RetryAdvice.AFTER);

        rds.clock().advance(Duration.ofMinutes(3));
        driver.startRestore(request);
        OperationStatus end = rds.finish(driver, request);

        assertThat(end.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(driver.openRestored("copy").provenance().differences()).isEmpty();
        assertThat(rds.rds().instances()).containsExactly("copy", RdsHarness.ORDERS);
    }

    @Test
    void aThrottledRestoreChangedNothingAndMayBeRepeated() {
        rds.server().faults().next("RestoreDBInstanceToPointInTime", AwsFault.THROTTLED);

        DrException throttled = failure(() -> driver.startRestore(request));

        assertThat(throttled.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(throttled.effect()).isEqualTo(Effect.NONE);
        assertThat(throttled.retryAfter()).isPresent();
        assertThat(driver.findOperation(request.key())).isEmpty();
        assertThat(rds.restore(driver, request)).isEqualTo("copy");
    }

    @Test
    void aBusyInstanceDuringTheLastStepsIsWaitedFor() {
        driver.startRestore(request);
        rds.clock().advance(Duration.ofHours(2));
        rds.server().faults().next("ModifyDBInstance", "InvalidDBInstanceState", 400, "DB instance is not available");

        driver.continueRestore(request);

        assertThat(rds.finish(driver, request).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(driver.openRestored("copy").provenance().differences()).isEmpty();
    }

    @Test
    void whatSomebodyRestoredOfACopyByHandIsNotTakenForThatCopy() {
        OperationKey key = OperationKey.random();
        rds.rds()
                .createInstance(
                        "by-hand",
                        instance -> instance.tag(RdsTags.OPERATION, key.value())
                                .tag(RdsTags.NAME, "copy")
                                .tag(RdsTags.STATE, RdsTags.RESTORED));

        assertThat(driver.findOperation(key)).isEmpty();
        assertThat(driver.findRestored("by-hand")).isEmpty();
        assertThat(failure(() -> driver.startDiscard("by-hand")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(rds.server().count("DeleteDBInstance")).isZero();
    }

    @Test
    void aCopyWhoseTagSomebodyRemovedIsNeitherAdoptedNorDiscarded() {
        driver.startRestore(request);
        untag("copy", RdsTags.OPERATION);

        OperationStatus status = driver.findOperation(request.key()).orElseThrow();
        assertThat(status.state()).isEqualTo(OperationState.INDETERMINATE);
        assertThat(failure(() -> driver.startRestore(request)).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure(() -> driver.startDiscard("copy")).code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(driver.findRestored("copy")).isEmpty();
        try (DatabaseDriver other = rds.open(RdsHarness.ORDERS)) {
            assertThat(other.findOperation(request.key())).isEmpty();
        }
    }

    @Test
    void aCopyThatLostItsStateIsConfiguredAnew() {
        driver.startRestore(request);
        rds.finish(driver, request);
        untag("copy", RdsTags.STATE);

        assertThat(driver.findOperation(request.key()).orElseThrow().needsCall())
                .isTrue();
        assertThat(rds.finish(driver, request).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(rds.server().count("RestoreDBInstanceToPointInTime")).isEqualTo(1);
    }

    private void untag(String instance, String tag) {
        driver.unwrap(RdsClient.class)
                .orElseThrow()
                .removeTagsFromResource(call -> call.resourceName("arn:aws:rds:eu-west-1:123456789012:db:" + instance)
                        .tagKeys(tag));
    }

    @Test
    void aSnapshotOfABusyInstanceMayBeAskedForAgain() {
        rds.rds().setStatus(RdsHarness.ORDERS, "modifying");

        DrException busy = failure(() -> driver.startSnapshot(SnapshotRequest.of(OperationKey.random(), "now")));

        assertThat(busy.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        assertThat(busy.retry()).isEqualTo(RetryAdvice.AFTER);
        assertThat(busy).hasMessageContaining("modifying");
    }

    @Test
    void aSnapshotThatSomebodyElseOvertookMayBeAskedForAgain() {
        rds.server().faults().next("CreateDBSnapshot", "InvalidDBInstanceState", 400, "DB instance is backing-up");
        SnapshotRequest snapshot = SnapshotRequest.of(OperationKey.random(), "now");

        assertThat(failure(() -> driver.startSnapshot(snapshot)).retry()).isEqualTo(RetryAdvice.AFTER);
        driver.startSnapshot(snapshot);
        assertThat(driver.findOperation(snapshot.key())).isPresent();
    }

    @Test
    void aSnapshotThatFailedIsSaidToHaveFailed() {
        SnapshotRequest snapshot = SnapshotRequest.of(OperationKey.random(), "broken");
        driver.startSnapshot(snapshot);
        rds.rds().setSnapshotStatus(SnapshotIds.of(RdsHarness.ORDERS, snapshot.key()), "failed");

        OperationStatus status = driver.findOperation(snapshot.key()).orElseThrow();

        assertThat(status.state()).isEqualTo(OperationState.FAILED);
        assertThat(status.failure().orElseThrow().effect()).isEqualTo(Effect.APPLIED);
    }

    private static DrException failure(ThrowingCallable call) {
        return catchThrowableOfType(DrException.class, call);
    }
}
