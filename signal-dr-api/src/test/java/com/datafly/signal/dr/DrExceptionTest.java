package com.datafly.signal.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.operation.OperationKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrExceptionTest {

    @Test
    void theMessageSaysWhatWhyAndWhatToDo() {
        DrException failure = DrException.create(
                ErrorCode.QUOTA, "snapshot orders", "the disk is full", more -> more.hint("Free some space."));

        assertThat(failure)
                .hasMessage("snapshot orders: the disk is full" + System.lineSeparator() + "HINT: Free some space.");
        assertThat(failure.operation()).isEqualTo("snapshot orders");
        assertThat(failure.problem()).isEqualTo("the disk is full");
        assertThat(failure.hint()).contains("Free some space.");
    }

    @Test
    void withoutMoreNothingHappenedAndRepetitionIsOfNoUse() {
        DrException failure = DrException.of(ErrorCode.NOT_FOUND, "find a", "there is none");

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.NEVER);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(failure.resource()).isEmpty();
        assertThat(failure.key()).isEmpty();
        assertThat(failure.requestId()).isEmpty();
        assertThat(failure.hint()).isEmpty();
        assertThat(failure.details()).isEmpty();
        assertThat(failure).hasNoCause();
    }

    @Test
    void anUnknownEffectIsLookedUpFirst() {
        DrException failure = DrException.create(
                ErrorCode.UNAVAILABLE,
                "a",
                "b",
                more -> more.retry(RetryAdvice.SAFE).effect(Effect.UNKNOWN));

        assertThat(failure.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);
    }

    @Test
    void aTimeToWaitIsAnAdvice() {
        DrException failure =
                DrException.create(ErrorCode.THROTTLED, "a", "b", more -> more.retryAfter(Duration.ofSeconds(3)));

        assertThat(failure.retry()).isEqualTo(RetryAdvice.AFTER);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void everythingThatIsKnownCanBeRead() {
        Exception cause = new IllegalStateException("cause");
        OperationKey key = new OperationKey("k");
        DrException failure = DrException.create(
                ErrorCode.CONFLICT,
                "a",
                "b",
                more -> more.resource("memory:x")
                        .key(key)
                        .requestId("r-1")
                        .detail("size", 3)
                        .cause(cause));

        assertThat(failure.resource()).contains("memory:x");
        assertThat(failure.key()).contains(key);
        assertThat(failure.requestId()).contains("r-1");
        assertThat(failure.details()).containsEntry("size", "3").isUnmodifiable();
        assertThat(failure).hasCause(cause);
    }

    @Test
    void itCanBeSerialised() throws IOException {
        DrException failure = DrException.create(
                ErrorCode.THROTTLED,
                "a",
                "b",
                more -> more.retryAfter(Duration.ZERO).key(new OperationKey("k")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        assertThat(bytes.size()).isPositive();
    }
}
