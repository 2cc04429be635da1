package com.datafly.signal.dr.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever asks for what cannot be done is told what to do instead. */
class EventRefusalTest {

    private final SettableClock clock = SettableClock.at(Instant.parse("2025-01-15T12:00:00Z"));
    private final InMemoryCluster cluster = InMemoryCluster.create("refusals-" + UUID.randomUUID(), clock)
            .topic("events.raw", 3)
            .topic("events.dlq", 1);
    private final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .clock(clock)
            .timeSource(clock)
            .build();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void aTopicOfLettersThatIsNotThere() {
        DeadLetters letters = dr.events().deadLetters();

        refused(ErrorCode.NOT_FOUND, "topics()", () -> letters.report(DeadLetterRequest.of("events.dql")));
        refused(
                ErrorCode.NOT_FOUND,
                "must be made first",
                () -> letters.redeliver(
                        DeadLetterRequest.of("events.dlq", request -> request.parkingTopic("events.parked"))));
    }

    @Test
    void partitionsThatNoTopicHas() {
        ReplayRequest request = ReplayRequest.of(
                replay -> replay.topics("events.raw").partitions(3).into("events.dlq"));

        refused(ErrorCode.NOT_FOUND, "from 0 to 2", () -> dr.events().replay().plan(request));
    }

    @Test
    void aRateOfNothing() {
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "no limit",
                () -> TopicRestore.create("events.raw", restore -> restore.recordsPerSecond(0)));
    }

    @Test
    void aWaitThatEndsBeforeItBegins() {
        refused(
                ErrorCode.INVALID_ARGUMENT,
                "Duration.ZERO",
                () -> dr.events().lag().awaitZero(LagQuery.groups("delivery"), Duration.ofSeconds(-1)));
    }

    @Test
    void measurementsInTheWrongOrder() {
        LagReport earlier = dr.events().lag().measure(LagQuery.groups("delivery"));
        clock.advance(Duration.ofSeconds(1));
        LagReport later = dr.events().lag().measure(LagQuery.groups("delivery"));

        refused(ErrorCode.INVALID_ARGUMENT, "later.since(earlier)", () -> earlier.since(later));
    }

    private static void refused(ErrorCode code, String remedy, ThrowingCallable call) {
        assertThatExceptionOfType(DrException.class).isThrownBy(call).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.hint()).get().asString().contains(remedy);
        });
    }
}
