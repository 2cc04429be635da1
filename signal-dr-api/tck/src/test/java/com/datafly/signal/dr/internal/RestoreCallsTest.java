package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.tck.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Restores that need their caller's calls once the provider has done its part. */
class RestoreCallsTest extends PortableFixture {

    private static final String CALL = "continueRestore";

    @Test
    void theCallsThatARestoreNeedsAreMadeWhileItIsAwaited() {
        world.restoreCalls(3);

        assertThat(restore(database, KEY).await().provenance()).isPresent();
        assertThat(faults().count(CALL)).isEqualTo(3);
    }

    @Test
    void whatIsLeftOfALongRestoreIsDoneWithinSeconds() {
        snapshot("base");
        clock.advance(Duration.ofMinutes(1));
        world.durations(Duration.ofSeconds(30), Duration.ofHours(4)).restoreCalls(5);

        assertThat(timeOf(() -> restore(database, KEY).await()))
                .isBetween(Duration.ofHours(4), Duration.ofMinutes(4 * 63).plusSeconds(10));
    }

    @Test
    void aCloneNeedsThemToo() {
        world.restoreCalls(2);

        assertThat(database.clones().create().as("copy").start().await().provenance())
                .isPresent();
        assertThat(faults().count(CALL)).isEqualTo(2);
    }

    @Test
    void whoeverLooksGoesOn() {
        world.restoreCalls(1);
        Operation<Database> operation = restore(database, KEY);
        assertThat(operation.status().needsCall()).isFalse();
        clock.advance(Duration.ofMinutes(10));

        OperationStatus seen = operation.status();
        assertThat(seen.state()).isEqualTo(OperationState.RUNNING);
        assertThat(seen.needsCall()).isTrue();
        assertThat(operation.status().state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void aNewProcessGoesOnWithADeadOnesRestore() {
        world.restoreCalls(2);
        restore(database, KEY);
        clock.advance(Duration.ofMinutes(10));
        try (SignalDr other = newProcess()) {
            assertThat(restore(other.database(), KEY).await().provenance()).isPresent();
        }

        assertThat(faults().count("startRestore")).isEqualTo(1);
        assertThat(faults().count(CALL)).isEqualTo(2);
    }

    @Test
    void aCallWhoseOutcomeIsUnknownIsMadeAgain() {
        world.restoreCalls(2);
        faults().next(CALL, Fault.ANSWER_LOST);
        faults().next(CALL, Fault.REQUEST_LOST);
        faults().next(CALL, Fault.THROTTLED);

        assertThat(restore(database, KEY).await().provenance()).isPresent();
    }

    @Test
    void aCallThatIsRefusedForLongDoesNotEndTheWait() {
        world.restoreCalls(1);
        faults().next(CALL, Fault.REFUSED, 30);

        assertThat(restore(database, KEY).await().provenance()).isPresent();
    }

    @Test
    void aCallThatIsRefusedForGoodEndsTheWaitWithTheDatabaseMade() {
        world.restoreCalls(1);
        Operation<Database> operation = restore(database, KEY);
        faults().next(CALL, DrException.of(ErrorCode.PERMISSION_DENIED, "modify", "you may not"));

        DrException failure = failure(ErrorCode.PERMISSION_DENIED, operation::await);
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.NEVER);
        assertThat(failure.key()).contains(KEY);
        assertThat(operation.await().provenance()).isPresent();
    }

    private Operation<Database> restore(Database source, OperationKey key) {
        if (source.snapshots().list().isEmpty()) {
            snapshot("base");
            clock.advance(Duration.ofMinutes(1));
        }
        return source.pointInTimeRecovery().toLatest().as("copy").key(key).start();
    }
}
