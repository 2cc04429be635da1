package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.ErrorCode.INVALID_ARGUMENT;
import static com.datafly.signal.dr.ErrorCode.NOT_FOUND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {

    private static final String DLQ = "events.dlq";
    private static final String PARKING = "events.parking";
    private static final Instant NOON = Instant.parse("2025-01-15T12:00:00Z");

    private final SettableClock clock = SettableClock.at(NOON);
    private final InMemoryCluster cluster = InMemoryCluster.create("letters-" + UUID.randomUUID(), clock)
            .topic(DLQ, 1)
            .topic(PARKING, 1)
            .topic("events.delivery.x", 3);
    private final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    private final DeadLetters letters = dr.events().deadLetters();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void lettersGoBackToWhereTheyCameFromOnce() {
        letter("a", "one", "Timeout");
        clock.advance(Duration.ofMinutes(1));
        letter("b", "two", "Timeout");

        RedeliveryResult result = redeliver(request -> request.by("on-call").runId("night"));
        RedeliveryResult again = redeliver(request -> {});

        assertThat(result.redelivered()).isEqualTo(2);
        assertThat(result.reasons()).containsOnly(Map.entry("Timeout", 2L));
        assertThat(result.exactlyOnce()).isTrue();
        assertThat(again.redelivered()).isZero();
        assertThat(delivered()).containsExactly("one", "two");
        EventRecord back = cluster.events("events.delivery.x", 1).get(0);
        assertThat(back.headers()).extracting(EventHeader::key).noneMatch(key -> key.startsWith("__connect"));
        assertThat(back.header(RedeliveryHeaders.ATTEMPTS).orElseThrow().text()).isEqualTo("1");
        assertThat(back.header(ReplayHeaders.RUN).orElseThrow().text()).isEqualTo("night");
        assertThat(letters.history(DLQ))
                .extracting(RedeliveryResult::toString)
                .startsWith("night: 2 redelivered, 0 parked, 0 left behind")
                .hasSize(2);
        assertThat(letters.history(DLQ).get(0).by()).isEqualTo("on-call");
        assertThat(letters.history(DLQ).get(0).finished()).isTrue();
    }

    @Test
    void theReportCountsWhyLettersAreDead() {
        letter("a", "one", "Timeout");
        letter("b", "two", "Timeout");
        spring("c", "three", "BadRequest");
        cluster.write(DLQ, 0, "d", "four");

        DeadLetterReport before = letters.report(DeadLetterRequest.of(DLQ));
        redeliver(request -> request.reasons("Time*"));
        DeadLetterReport after = letters.report(DeadLetterRequest.of(DLQ));

        assertThat(before.reasons())
                .containsOnly(Map.entry("Timeout", 2L), Map.entry("BadRequest", 1L), Map.entry("unknown", 1L));
        assertThat(before.origins()).containsOnly(Map.entry("events.delivery.x", 3L), Map.entry("unknown", 1L));
        assertThat(before.oldest()).contains(NOON);
        assertThat(after.waiting()).isEqualTo(2);
        assertThat(after.redelivered()).isEqualTo(2);
    }

    @Test
    void headersOfTheHostsOwnAreRead() {
        cluster.write(NewEvent.of(DLQ, bytes("a"), bytes("one"))
                .partition(0)
                .headers(List.of(EventHeader.of("why", "vendor down"), EventHeader.of("where", "events.delivery.x"))));

        RedeliveryResult result =
                redeliver(request -> request.reasonHeaders("why").topicHeaders("where"));

        assertThat(result.reasons()).containsOnly(Map.entry("vendor down", 1L));
    }

    @Test
    void springsBinaryPartitionIsRead() {
        spring("c", "three", "BadRequest");

        redeliver(request -> {});

        assertThat(cluster.events("events.delivery.x", 2)).hasSize(1);
    }

    @Test
    void aLetterThatFailsAgainAndAgainIsParkedAndLaterOnesOfItsKeyBehindIt() {
        letter("a", "poison", "Timeout");
        redeliver(request -> request.maxAttempts(1).parkingTopic(PARKING));
        failAgain();
        letter("a", "behind", "Timeout");
        letter("b", "free", "Timeout");

        RedeliveryResult result = redeliver(request -> request.maxAttempts(1).parkingTopic(PARKING));

        assertThat(result.parked()).isEqualTo(2);
        assertThat(delivered()).containsExactly("poison", "free");
        assertThat(cluster.events(PARKING, 0)).extracting(this::text).containsExactly("poison", "behind");
        assertThat(cluster.events(PARKING, 0)
                        .get(0)
                        .header(RedeliveryHeaders.PARKED)
                        .orElseThrow()
                        .text())
                .isEqualTo("it was redelivered 1 times");
    }

    @Test
    void withoutAParkingTopicSuchLettersStayAndTheOrderOfTheirKeyIsKept() {
        cluster.write(DLQ, 0, "a", "no way back");
        letter("a", "behind", "Timeout");
        letter("b", "free", "Timeout");

        RedeliveryResult ordered = redeliver(request -> {});
        RedeliveryResult any = redeliver(DeadLetterRequest.Builder::anyOrder);

        assertThat(ordered.redelivered()).isEqualTo(1);
        assertThat(ordered.leftBehind()).isEqualTo(2);
        assertThat(any.redelivered()).isEqualTo(1);
        assertThat(delivered()).containsExactlyInAnyOrder("free", "behind");
    }

    @Test
    void aLetterBehindOneThatIsNotMeantStays() {
        letter("a", "first", "BadRequest");
        letter("a", "second", "Timeout");

        RedeliveryResult result = redeliver(request -> request.reasons("Timeout"));

        assertThat(result.redelivered()).isZero();
        assertThat(result.leftBehind()).isEqualTo(1);
        assertThat(redeliver(request -> {}).redelivered()).isEqualTo(2);
        assertThat(delivered()).containsExactly("first", "second");
    }

    @Test
    void aLetterCannotGoWhereItWouldLoopOrDoHarm() {
        to("a", DLQ);
        to("b", "signal-dr.state");
        to("c", "__consumer_offsets");
        to("d", PARKING);
        to("e", "events.gone");

        RedeliveryResult result = redeliver(request -> request.parkingTopic(PARKING));

        assertThat(result.redelivered()).isZero();
        assertThat(result.parked()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "append", "commit"})
    void aRunnerThatDiesLeavesNoLetterTwiceOrLost(String call) {
        for (int i = 0; i < 40; i++) {
            letter("key-" + i % 7, "letter-" + i, "Timeout");
        }
        for (int nth = 1; nth <= 3; nth++) {
            cluster.faults().before(call, nth, () -> {
                throw new IllegalStateException("dead");
            });
            EventRun<RedeliveryResult> run = letters.redeliver(DeadLetterRequest.of(DLQ));
            assertThatExceptionOfType(DrException.class).isThrownBy(() -> run.await(Duration.ofSeconds(60)));
            cluster.faults().clear();
            if (!call.equals("append")) {
                break;
            }
        }

        redeliver(request -> {});

        assertThat(delivered()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        refused(INVALID_ARGUMENT, () -> DeadLetterRequest.of("signal-dr.state"));
        refused(INVALID_ARGUMENT, () -> DeadLetterRequest.of("events.*"));
        refused(INVALID_ARGUMENT, () -> DeadLetterRequest.of(DLQ, request -> request.parkingTopic(DLQ)));
        refused(INVALID_ARGUMENT, () -> DeadLetterRequest.of(DLQ, request -> request.maxAttempts(0)));
        refused(INVALID_ARGUMENT, () -> DeadLetterRequest.of(DLQ, request -> request.recordsPerSecond(0)));
        refused(NOT_FOUND, () -> letters.report(DeadLetterRequest.of("events.none")));
        refused(
                NOT_FOUND,
                () -> letters.redeliver(DeadLetterRequest.of(DLQ, request -> request.parkingTopic("events.none"))));
    }

    @Test
    void aTopicThatWasMadeAnewHasNoLettersThatWereRedelivered() {
        letter("a", "one", "Timeout");
        letter("b", "two", "Timeout");
        redeliver(request -> {});
        cluster.deleteTopic(DLQ);
        cluster.topic(DLQ, 1);
        letter("c", "three", "Timeout");
        letter("d", "four", "Timeout");
        letter("e", "five", "Timeout");

        DeadLetterReport report = letters.report(DeadLetterRequest.of(DLQ));
        RedeliveryResult result = redeliver(request -> {});

        assertThat(report.waiting()).isEqualTo(3);
        assertThat(report.redelivered()).isZero();
        assertThat(result.redelivered()).isEqualTo(3);
        assertThat(delivered()).containsExactly("one", "two", "three", "four", "five");
        assertThat(redeliver(request -> {}).redelivered()).isZero();
    }

    @Test
    void whereTopicsHaveNoIdsLettersAreKnownByTheirPlace() {
        cluster.disable(EventCapability.TOPIC_IDS, "there are none");
        letter("a", "one", "Timeout");
        redeliver(request -> {});
        letter("b", "two", "Timeout");

        assertThat(redeliver(request -> {}).redelivered()).isEqualTo(1);
        assertThat(letters.report(DeadLetterRequest.of(DLQ)).redelivered()).isEqualTo(2);
    }

    /** The consumer fails at what was delivered, and puts it among the dead letters again, with its headers. */
    private void failAgain() {
        EventRecord failed = cluster.events("events.delivery.x", 1).get(0);
        List<EventHeader> headers = new ArrayList<>(failed.headers());
        headers.addAll(connect("events.delivery.x", "Timeout"));
        cluster.write(
                NewEvent.of(DLQ, failed.key(), failed.value()).partition(0).headers(headers));
    }

    private RedeliveryResult redeliver(Consumer<DeadLetterRequest.Builder> request) {
        return letters.redeliver(DeadLetterRequest.of(DLQ, request)).await(Duration.ofSeconds(30));
    }

    private void letter(String key, String value, String reason) {
        cluster.write(
                NewEvent.of(DLQ, bytes(key), bytes(value)).partition(0).headers(connect("events.delivery.x", reason)));
    }

    private void to(String key, String topic) {
        cluster.write(NewEvent.of(DLQ, bytes(key), bytes(key)).partition(0).headers(connect(topic, "Timeout")));
    }

    private static List<EventHeader> connect(String topic, String reason) {
        return List.of(
                EventHeader.of("__connect.errors.topic", topic),
                EventHeader.of("__connect.errors.partition", "1"),
                EventHeader.of("__connect.errors.exception.class.name", reason));
    }

    private void spring(String key, String value, String reason) {
        byte[] partition = ByteBuffer.allocate(Integer.BYTES).putInt(2).array();
        cluster.write(NewEvent.of(DLQ, bytes(key), bytes(value))
                .partition(0)
                .headers(List.of(
                        EventHeader.of("kafka_dlt-original-topic", "events.delivery.x"),
                        EventHeader.of("kafka_dlt-original-partition", partition),
                        EventHeader.of("kafka_dlt-exception-fqcn", "ListenerExecutionFailed"),
                        EventHeader.of("kafka_dlt-exception-cause-fqcn", reason))));
    }

    private List<String> delivered() {
        return cluster.events("events.delivery.x", 1).stream().map(this::text).toList();
    }

    private String text(EventRecord event) {
        byte[] value = event.value();
        return value == null ? "" : new String(value, UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(DrException.class).isThrownBy(call).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
        });
    }
}
