package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.tck.Fault;
import com.datafly.signal.dr.tck.FaultPlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallsTest extends PortableFixture {

    @Test
    void aReadIsRepeatedUntilItSucceeds() {
        faults().next("describe", Fault.REFUSED, 3);

        assertThat(database.status().engineVersion()).isEqualTo("18.0");
        assertThat(faults().count("describe")).isEqualTo(4);
    }

    @Test
    void aThrottledReadWaitsAsLongAsItWasTold() {
        faults().next("describe", Fault.THROTTLED, 2);

        assertThat(timeOf(database::status)).isGreaterThanOrEqualTo(FaultPlan.RETRY_AFTER.multipliedBy(2));
    }

    @Test
    void repetitionsHaveAnEndUnderOneDeadline() {
        faults().next("describe", Fault.REFUSED, 100);

        Duration spent = timeOf(() -> refused(ErrorCode.UNAVAILABLE, database::status));
        assertThat(spent).isLessThanOrEqualTo(Resilience.BUDGET);
        assertThat(faults().count("describe")).isBetween(4, 20);
    }

    @Test
    void aWaitBeyondTheDeadlineIsNotBegun() {
        faults().next(
                        "describe",
                        DrException.create(
                                ErrorCode.THROTTLED, "describe", "much later", f -> f.retryAfter(Duration.ofHours(1))));

        Duration spent = timeOf(() -> {
            DrException failure = refused(ErrorCode.THROTTLED, database::status);
            assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
        });
        assertThat(spent).isZero();
    }

    @Test
    void whatWillFailAgainIsNotRepeated() {
        faults().next("describe", DrException.of(ErrorCode.PERMISSION_DENIED, "describe", "not you"));

        DrException failure = refused(ErrorCode.PERMISSION_DENIED, database::status);
        assertThat(failure.resource()).contains(world.address("orders"));
        assertThat(faults().count("describe")).isEqualTo(1);
    }

    @Test
    void aRefusedChangeIsRepeatedOnlyAfterALookThatFoundNothing() {
        faults().next("startSnapshot", Fault.REFUSED);
        faults().next("startSnapshot", Fault.THROTTLED);

        database.snapshots().create("s", KEY);
        assertThat(faults().count("startSnapshot")).isEqualTo(3);
        assertThat(faults().count("findOperation")).isEqualTo(2);
    }

    @Test
    void aLostAnswerIsAdoptedAndNotRepeated() {
        faults().next("startSnapshot", Fault.ANSWER_LOST);
        faults().next("findOperation", Fault.STALE, 3);

        assertThat(database.snapshots().create("s", KEY).await().key()).contains(KEY);
        assertThat(faults().count("startSnapshot")).isEqualTo(1);
        assertThat(database.snapshots().list()).hasSize(1);
    }

    @Test
    void aLostRequestIsIndeterminateAndNotRepeated() {
        faults().next("startSnapshot", Fault.REQUEST_LOST);

        DrException failure =
                failure(ErrorCode.INDETERMINATE, () -> database.snapshots().create("s", KEY));
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);
        assertThat(failure.key()).contains(KEY);
        assertThat(failure).hasMessageContaining(KEY.value());
        assertThat(faults().count("startSnapshot")).isEqualTo(1);
    }

    @Test
    void aLookThatFailsLeavesTheOutcomeUnknown() {
        faults().next("startSnapshot", Fault.ANSWER_LOST);
        DrException refusal = DrException.create(
                ErrorCode.PERMISSION_DENIED, "look", "not you", f -> f.resource(world.address("orders")));
        faults().next("findOperation", refusal);

        DrException failure =
                failure(ErrorCode.INDETERMINATE, () -> database.snapshots().create("s", KEY));
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure).cause().hasSuppressedException(refusal);
    }

    @Test
    void aDefectBecomesOneFailureThatTellsNoSecret() {
        String told = password.use(String::new);
        RuntimeException inner = new IllegalStateException("refused for " + told);
        faults().next("describe", new RuntimeException("bad password " + told, inner));

        DrException failure = refused(ErrorCode.INTERNAL, database::status);
        assertThat(failure).hasMessageContaining("bad password ********");
        assertThat(failure)
                .cause()
                .hasMessageContaining("RuntimeException")
                .hasNoCause()
                .satisfies(cause -> assertThat(cause.getStackTrace()).isNotEmpty());
    }

    @Test
    void aReportedFailureTellsNoSecretEither() {
        String told = password.use(String::new);
        DrException reported = DrException.create(
                ErrorCode.UNAUTHENTICATED,
                "log in with " + told,
                "refused: " + told,
                failure -> failure.hint("Try " + told + " again.")
                        .detail("password", told)
                        .requestId("id-" + told)
                        .cause(new IllegalArgumentException(told)));
        reported.addSuppressed(new IllegalArgumentException(told));
        faults().next("describe", reported);

        DrException failure = refused(ErrorCode.UNAUTHENTICATED, database::status);
        assertThat(failure.details()).containsEntry("password", "********");
        assertThat(failure.problem()).isEqualTo("refused: ********");
        assertThat(failure.getSuppressed()).hasSize(1);
    }

    @Test
    void aDefectInAChangeLeavesItsOutcomeUnknown() {
        faults().next("startSnapshot", Fault.DEFECT);

        DrException failure =
                failure(ErrorCode.INDETERMINATE, () -> database.snapshots().create("s", KEY));
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.getCause()).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRemovalWhoseAnswerWasLostIsLookedUp() {
        String id = snapshot("s").id();
        faults().next("startDeleteSnapshot", Fault.ANSWER_LOST);

        database.snapshots().delete(id).await();
        assertThat(faults().count("startDeleteSnapshot")).isEqualTo(1);
        assertThat(database.snapshots().find(id)).isEmpty();
    }

    @Test
    void aNoteWhoseRequestWasLostIsMadeAgain() {
        faults().next("annotate", Fault.REQUEST_LOST);
        faults().next("annotate", Fault.ANSWER_LOST);

        database.retention().freeze("incident");
        assertThat(database.retention().frozen()).contains("incident");
        assertThat(faults().count("annotate")).isEqualTo(2);
    }

    @Test
    void aProviderThatCannotBeReachedIsLeftAloneForAWhile() {
        faults().next("describe", Fault.REFUSED, 1000);
        for (int i = 0; i < 5; i++) {
            refused(ErrorCode.UNAVAILABLE, database::status);
        }
        int tried = faults().count("describe");
        assertThat(tried).isLessThan(5 * 8);

        faults().clear();
        clock.advance(Duration.ofMinutes(1));
        assertThat(database.status().engineVersion()).isEqualTo("18.0");
    }

    @Test
    void anInterruptionEndsTheWaitAndStays() {
        faults().next("describe", Fault.REFUSED);
        Thread.currentThread().interrupt();

        DrException failure = refused(ErrorCode.CANCELLED, database::status);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).hasCauseInstanceOf(DrException.class);
    }

    @Test
    void whatIsClosedIsNotUsed() {
        dr.close();

        refused(ErrorCode.FAILED_PRECONDITION, database::status);
        refused(ErrorCode.FAILED_PRECONDITION, () -> database.snapshots().create("s"));
    }

    @Test
    void aBurstOfCallsIsSpreadOverTime() {
        Calls calls = Calls.toDatabase("memory:test", new Redactor(List.of()), TimeSource.system());
        AtomicInteger count = new AtomicInteger();
        long start = System.nanoTime();
        while (count.get() < 120) {
            calls.read("count", count::incrementAndGet);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    }
}
