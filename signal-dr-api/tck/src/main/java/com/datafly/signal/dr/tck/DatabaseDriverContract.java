package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import com.datafly.signal.dr.tck.DatabaseHarness.Hook;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DatabaseDriver} does. A driver's test extends this class and gives a {@link DatabaseHarness}.
 *
 * <p>What the driver's capabilities declare as supported has to work; what they declare as unsupported has to be
 * refused with {@code UNSUPPORTED} and without an effect. Secrets are searched for in all results and failures.
 *
 * @since 0.1
 */
public abstract class DatabaseDriverContract extends DatabaseDriverFacets {

    /** Creates the contract's tests. */
    protected DatabaseDriverContract() {}

    @Test
    void theDatabaseDescribesItself() {
        DatabaseStatus status = driver().describe();

        assertThat(status.state()).isEqualTo(DatabaseState.AVAILABLE);
        assertThat(status.engineVersion()).isNotBlank();
        here().secrets().search("the status", status.details() + " " + status.warnings());
    }

    @Test
    void whatIsNotSupportedHasAReason() {
        for (Capability capability : Capability.values()) {
            CapabilityStatus status = driver().capabilities().status(capability);
            if (status instanceof CapabilityStatus.Unsupported unsupported) {
                assertThat(unsupported.reason()).as(capability.name()).isNotBlank();
            }
            here().secrets().search("capability " + capability, status.toString());
        }
    }

    @Test
    void sqlIsThereIfItIsDeclared() throws SQLException {
        assertThat(driver().sql().isPresent()).isEqualTo(supports(Capability.SQL));
        if (driver().sql().isPresent()) {
            DataSource database = driver().sql().orElseThrow();
            try (Connection connection = database.getConnection()) {
                assertThat(connection.isValid(10)).isTrue();
            }
        }
    }

    @Test
    void aDriverIsClosedTwiceWithoutHarm() {
        DatabaseDriver other = here().newDriver();
        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    void whatIsNotThereIsNotUnwrapped() {
        assertThat(driver().unwrap(Hook.class)).isEmpty();
    }

    @Test
    void aMissingDatabaseIsNotTakenForAForbiddenOne() {
        if (has(Hook.MISSING, () -> here().missingDriver())) {
            DatabaseDriver missing = closedLater(here().missingDriver());
            refused(ErrorCode.NOT_FOUND, missing::describe);
        }
        if (has(Hook.FORBIDDEN, () -> here().forbiddenDriver())) {
            DatabaseDriver forbidden = closedLater(here().forbiddenDriver());
            refused(ErrorCode.PERMISSION_DENIED, forbidden::describe);
            refused(ErrorCode.PERMISSION_DENIED, () -> forbidden.findSnapshot("any"));
            refused(ErrorCode.PERMISSION_DENIED, () -> forbidden.startSnapshot(newSnapshot()));
            refused(ErrorCode.PERMISSION_DENIED, () -> forbidden.findOperation(OperationKey.random()));
        }
    }

    @Test
    void aSnapshotWhoseAnswerWasLostIsFoundByANewProcess() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        here().faults().next("startSnapshot", Fault.ANSWER_LOST);

        assertAmbiguous(() -> driver().startSnapshot(request));
        assertThat(another().findOperation(request.key())).isPresent();
        another().startSnapshot(request);
        await(request.key());
        assertThat(driver().listSnapshots())
                .filteredOn(
                        snapshot -> snapshot.key().filter(request.key()::equals).isPresent())
                .hasSize(1);
    }

    @Test
    void aSnapshotWhoseRequestWasLostIsNotClaimed() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        here().faults().next("startSnapshot", Fault.REQUEST_LOST);

        assertAmbiguous(() -> driver().startSnapshot(request));
        assertThat(another().findOperation(request.key())).isEmpty();
    }

    @Test
    void aRestoreWhoseAnswerWasLostIsFoundByANewProcess() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        here().faults().next("startRestore", Fault.ANSWER_LOST);

        assertAmbiguous(() -> driver().startRestore(request));
        another().startRestore(request);
        assertThat(opened(request).provenance().key()).isEqualTo(request.key());
    }

    @Test
    void aRestoreWhoseRequestWasLostIsNotClaimed() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshotRestore()) {
            return;
        }
        RestoreRequest request = request(RecoveryTarget.snapshot(snapshot().id()));
        here().faults().next("startRestore", Fault.REQUEST_LOST);

        assertAmbiguous(() -> driver().startRestore(request));
        assertThat(another().findOperation(request.key())).isEmpty();
        assertThat(isGone(request.name())).isTrue();
    }

    @Test
    void aThrottledCallTellsHowLongToWait() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshots()) {
            return;
        }
        here().faults().next("describe", Fault.THROTTLED);
        here().faults().next("startSnapshot", Fault.THROTTLED);
        SnapshotRequest request = newSnapshot();

        for (ThrowingCallable call :
                new ThrowingCallable[] {driver()::describe, () -> driver().startSnapshot(request)}) {
            DrException failure = refused(ErrorCode.THROTTLED, call);
            assertThat(failure.retry()).isEqualTo(RetryAdvice.AFTER);
            assertThat(failure.retryAfter()).contains(FaultPlan.RETRY_AFTER);
        }
        assertThat(driver().findOperation(request.key())).isEmpty();
    }

    @Test
    void aRefusedCallMayBeRepeated() {
        if (!has(Hook.FAULTS, () -> here().faults())) {
            return;
        }
        here().faults().next("describe", Fault.REFUSED);

        DrException failure = refused(ErrorCode.UNAVAILABLE, driver()::describe);
        assertThat(failure.retry()).isIn(RetryAdvice.SAFE, RetryAdvice.AFTER);
        assertThat(driver().describe().state()).isEqualTo(DatabaseState.AVAILABLE);
    }

    @Test
    void aStaleAnswerIsEmptyAndNotAFailure() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksSnapshots()) {
            return;
        }
        SnapshotRequest request = newSnapshot();
        driver().startSnapshot(request);
        here().faults().next("findOperation", Fault.STALE);

        assertThat(driver().findOperation(request.key())).isEmpty();
        await(request.key());
    }
}
