package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.NOON;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What replays from an archive write, counted before, after, and without the library. */
class EventArchiveReplayCountTest {

    private static final String RAW = "events.raw";
    private static final String AGAIN = "events.raw.again";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventArchiveFixture fixture = new EventArchiveFixture();
    private final EventReplay replay = fixture.dr.standbyEvents().replay();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aDryRunTellsWhatTheRunWrites(long seed) {
        Random random = new Random(seed);
        fixture.cluster.topic(RAW, 2);
        fixture.other.topic(AGAIN, 2);
        fill(random);
        Instant from = NOON.plusMillis(random.nextInt(2_000) - 500);
        Instant to = from.plusMillis(1 + random.nextInt(2_000));
        int partition = random.nextInt(2);
        Consumer<ReplayRequest.Builder> request = switch ((int) seed % 5) {
            case 0 -> r -> r.from(from).to(to);
            case 1 -> r -> r.from(from).partitions(partition);
            case 2 -> r -> r.to(to).header("vendor", "x");
            case 3 -> r -> r.from(from).keys("key-1", "key-2");
            default -> r -> r.to(to).where("even offsets", event -> event.offset() % 2 == 0);
        };
        ReplayRequest wanted = ReplayRequest.of(
                request.andThen(r -> r.source(fixture.archive).topics(RAW).into(AGAIN)));

        ReplayPlan plan = replay.plan(wanted);
        assertThat(fixture.other.events(AGAIN, 0)).isEmpty();
        assertThat(fixture.dr.standbyEvents().topics())
                .noneMatch(topic -> topic.name().startsWith("signal-dr."));
        ReplayResult result = replay.start(wanted).await(LONG);

        long expected = chosen(0, wanted) + chosen(1, wanted);
        assertThat(plan.counted()).isTrue();
        assertThat(plan.events()).isEqualTo(expected);
        assertThat(result.written()).isEqualTo(expected);
        for (ReplayPart part : plan.parts()) {
            assertThat(fixture.other.events(AGAIN, part.source().partition())).hasSize((int) part.events());
        }
    }

    /** Writes events with keys, headers and times out of order, archived in several rounds. */
    private void fill(Random random) {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 60; i++) {
                fixture.cluster.write(
                        NewEvent.of(RAW, ("key-" + random.nextInt(5)).getBytes(UTF_8), ("v" + i).getBytes(UTF_8))
                                .partition(random.nextInt(2))
                                .timestampMillis(NOON.toEpochMilli() + 500L * round + random.nextInt(600))
                                .headers(List.of(EventHeader.of("vendor", random.nextBoolean() ? "x" : "y"))));
            }
            fixture.archive.append(SMALL).orThrow();
        }
    }

    /** Counts what a request means, without the library. */
    private long chosen(int partition, ReplayRequest request) {
        Predicate<EventRecord> inTime =
                event -> request.from().map(from -> !time(event).isBefore(from)).orElse(true)
                        && request.to().map(to -> time(event).isBefore(to)).orElse(true);
        Predicate<EventRecord> named =
                event -> (request.keys().isEmpty() || request.keys().contains(new String(event.key(), UTF_8)))
                        && (request.headers().isEmpty()
                                || event.header("vendor").orElseThrow().text().equals("x"))
                        && request.predicate().test(event);
        boolean meant = request.partitions().isEmpty() || request.partitions().contains(partition);
        return meant
                ? fixture.cluster.events(RAW, partition).stream()
                        .filter(inTime.and(named))
                        .count()
                : 0;
    }

    private static Instant time(EventRecord event) {
        return Instant.ofEpochMilli(event.timestampMillis());
    }
}
