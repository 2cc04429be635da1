package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.tck.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DefaultOperationTest extends PortableFixture {

    @Test
    void aDeadlineEndsTheWaitAndNotTheWork() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);

        DrException failure = failure(ErrorCode.DEADLINE_EXCEEDED, () -> operation.await(Duration.ofSeconds(10)));
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.key()).contains(KEY);
        assertThat(failure).hasMessageContaining(KEY.value()).hasMessageContaining("RUNNING (copying 1/2 steps)");
        assertThat(operation.status().state()).isEqualTo(OperationState.RUNNING);
        assertThat(operation.await().key()).contains(KEY);
    }

    @Test
    void noTimeIsOneLook() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        failure(ErrorCode.DEADLINE_EXCEEDED, () -> operation.await(Duration.ZERO));
        clock.advance(Duration.ofMinutes(1));

        assertThat(operation.await(Duration.ZERO).key()).contains(KEY);
        refused(ErrorCode.INVALID_ARGUMENT, () -> operation.await(Duration.ofSeconds(-1)));
    }

    @Test
    void anInterruptionEndsTheWaitAndStays() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        Thread.currentThread().interrupt();

        DrException failure = failure(ErrorCode.CANCELLED, operation::await);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.key()).contains(KEY);
        assertThat(operation.await().key()).contains(KEY);
    }

    @Test
    void theEndIsRemembered() {
        Operation<Snapshot> done = database.snapshots().create("done");
        assertThat(done.await()).isSameAs(done.await());

        Operation<Snapshot> doomed = database.snapshots().create("doomed", KEY);
        world.breakWork("orders", DrException.of(ErrorCode.QUOTA, "copy", "the disk is full"));
        DrException failure = failure(ErrorCode.QUOTA, doomed::await);
        assertThat(failure.key()).contains(KEY);
        assertThat(failure(ErrorCode.QUOTA, doomed::await)).isSameAs(failure);
    }

    @Test
    void aListenerThatThrowsDisturbsNothing() {
        List<Progress> heard = new ArrayList<>();
        Snapshot made = database.snapshots()
                .create("s")
                .onProgress(progress -> {
                    throw new IllegalStateException("a listener's own trouble");
                })
                .onProgress(heard::add)
                .await();

        assertThat(made.name()).isEqualTo("s");
        assertThat(heard)
                .isNotEmpty()
                .allSatisfy(progress -> assertThat(progress.fraction()).hasValue(0.5));
    }

    @Test
    void aProviderThatCannotAnswerForAWhileDoesNotEndTheWait() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        faults().next("findOperation", Fault.REFUSED, 40);

        assertThat(operation.await().key()).contains(KEY);
    }

    @Test
    void aLookThatIsForbiddenEndsTheWaitWithTheOutcomeUnknown() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        faults().next("findOperation", DrException.of(ErrorCode.PERMISSION_DENIED, "look", "not any more"));

        DrException failure = failure(ErrorCode.PERMISSION_DENIED, operation::await);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.key()).contains(KEY);
    }

    @Test
    void aResultThatLagsBehindIsWaitedFor() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        faults().next("findSnapshot", Fault.STALE, 3);

        assertThat(operation.await().key()).contains(KEY);
    }

    @Test
    void aResultThatNeverShowsHasHappenedAllTheSame() {
        Operation<Snapshot> operation = database.snapshots().create("s", KEY);
        faults().next("findSnapshot", Fault.STALE, 10_000);

        DrException failure = failure(ErrorCode.DEADLINE_EXCEEDED, () -> operation.await(Duration.ofMinutes(2)));
        assertThat(failure.effect()).isEqualTo(Effect.APPLIED);
    }

    @Test
    void workWithoutATraceIsIndeterminate() {
        DrException failure = failure(
                ErrorCode.INDETERMINATE, () -> operation(Optional::empty).await());

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure).hasMessageContaining("no trace");
    }

    @Test
    void aStateThatCannotBeReadIsIndeterminate() {
        DrException evidence = DrException.of(ErrorCode.UNKNOWN, "look", "state is 'incompatible-restore'");
        Operation<String> operation = operation(() -> Optional.of(OperationStatus.indeterminate(evidence)));

        assertThat(failure(ErrorCode.INDETERMINATE, operation::await)).hasMessageContaining("incompatible-restore");
    }

    @Test
    void aFailureThatTheProviderReportsTellsNoSecret() {
        String told = password.use(String::new);
        DrException evidence = DrException.of(ErrorCode.UNKNOWN, "look", "state is '" + told + "'");
        Operation<String> odd = operation(() -> Optional.of(OperationStatus.indeterminate(evidence)));
        Operation<String> failed = operation(() -> Optional.of(OperationStatus.failed(evidence)));

        failure(ErrorCode.INDETERMINATE, odd::await);
        failure(ErrorCode.UNKNOWN, failed::await);
        secrets.search("a status", odd.status().failure().orElseThrow());
        secrets.search("a status", failed.status().failure().orElseThrow());
    }

    @Test
    void longWorkIsLookedAtSeldom() {
        world.durations(Duration.ofHours(5), Duration.ofHours(5));
        Duration waited = timeOf(() -> database.snapshots().create("s").await());

        assertThat(waited).isBetween(Duration.ofHours(5), Duration.ofMinutes(5 * 63));
        assertThat(faults().count("findOperation")).isLessThan(240);
    }

    @Test
    void shortWorkIsNotWaitedForMuchLonger() {
        world.durations(Duration.ofMillis(400), Duration.ofMillis(400));

        assertThat(timeOf(() -> database.snapshots().create("s").await())).isLessThan(Duration.ofMillis(500));
    }

    private Operation<String> operation(Supplier<Optional<OperationStatus>> look) {
        Calls calls = Calls.toDatabase("memory:test", new Redactor(List.of(password)), clock);
        DefaultOperation.Work<String> work = new DefaultOperation.Work<>() {
            @Override
            public WorkKind kind() {
                return WorkKind.SNAPSHOT;
            }

            @Override
            public Optional<OperationStatus> look() {
                return look.get();
            }

            @Override
            public Optional<Outcome<String>> result(String resultId) {
                return Optional.of(Outcome.of(resultId));
            }
        };
        Pace pace = new Pace(new WorkHistory(), "test", Duration.ofMillis(50));
        return new DefaultOperation<>(
                KEY, "test", work, calls, new DefaultOperation.Patience(Duration.ofHours(6), pace));
    }
}
