package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.ErrorCode.CONFLICT;
import static com.datafly.signal.dr.ErrorCode.FAILED_PRECONDITION;
import static com.datafly.signal.dr.ErrorCode.INVALID_ARGUMENT;
import static com.datafly.signal.dr.ErrorCode.NOT_FOUND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReplayTest {

    private static final Instant NOON = Instant.parse("2025-01-15T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SettableClock clock = SettableClock.at(NOON);
    private final InMemoryCluster cluster = InMemoryCluster.create("replay-" + UUID.randomUUID(), clock)
            .topic("events.raw", 2)
            .topic("events.other", 1)
            .topic("events.raw.again", 2);
    private final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    private final EventReplay replay = dr.events().replay();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void eventsOfATimeWindowAreWrittenOnceWithTheirOrigin() {
        write(0, "a", "early", NOON);
        write(0, "b", "first", NOON.plusSeconds(60));
        write(1, "c", "second", NOON.plusSeconds(61));
        write(0, "d", "late", NOON.plusSeconds(120));

        ReplayResult result = run(request -> request.topics("events.raw")
                .from(NOON.plusSeconds(60))
                .to(NOON.plusSeconds(120))
                .into("*.again")
                .runId("night"));

        assertThat(result.finished()).isTrue();
        assertThat(result.exactlyOnce()).isTrue();
        assertThat(result.written()).isEqualTo(2);
        assertThat(values("events.raw.again", 0)).containsExactly("first");
        assertThat(values("events.raw.again", 1)).containsExactly("second");
        EventRecord first = cluster.events("events.raw.again", 0).get(0);
        assertThat(first.header(ReplayHeaders.RUN).orElseThrow().text()).isEqualTo("night");
        assertThat(first.header(ReplayHeaders.TOPIC).orElseThrow().text()).isEqualTo("events.raw");
        assertThat(first.header(ReplayHeaders.PARTITION).orElseThrow().text()).isEqualTo("0");
        assertThat(first.header(ReplayHeaders.OFFSET).orElseThrow().text()).isEqualTo("1");
        assertThat(first.header(ReplayHeaders.TIMESTAMP).orElseThrow().text())
                .isEqualTo(Long.toString(NOON.plusSeconds(60).toEpochMilli()));
        assertThat(new String(first.key(), UTF_8)).isEqualTo("b");
    }

    @Test
    void timesOutOfOrderAreFound() {
        write(0, "a", "in", NOON.plusSeconds(10));
        write(0, "b", "after", NOON.plusSeconds(60));
        write(0, "c", "in, but late", NOON.plusSeconds(20));

        run(request -> request.topics("events.raw").to(NOON.plusSeconds(30)).into("*.again"));

        assertThat(values("events.raw.again", 0)).containsExactly("in", "in, but late");
    }

    @Test
    void eventsAreChosenByKeyHeaderAndTheHostsCode() {
        header("a", "vendor", "x");
        header("a", "vendor", "y");
        header("b", "vendor", "x");
        header("c", "other", "x");
        header("a", "vendor", "x");

        run(request -> request.topics("events.raw")
                .keys("a", "c")
                .header("vendor", "x")
                .where("the first half", event -> event.offset() < 3)
                .into("*.again"));

        assertThat(cluster.events("events.raw.again", 0)).hasSize(1);
    }

    @Test
    void intoItsOwnTopicItEndsWhereTheLogEndedAtTheStart() {
        cluster.fill("events.raw", 0, 10);

        ReplayResult result = run(request -> request.topics("events.raw").into("*"));

        assertThat(result.written()).isEqualTo(10);
        assertThat(cluster.events("events.raw", 0)).hasSize(20);
    }

    @Test
    void whatWasReplayedIsNotReplayedAgainUnlessAllowed() {
        cluster.fill("events.raw", 0, 4);
        run(request -> request.topics("events.raw").into("*"));

        ReplayResult without = run(request -> request.topics("events.raw").into("*"));
        ReplayResult with =
                run(request -> request.topics("events.raw").into("*").replayedToo());

        assertThat(without.written()).isEqualTo(4);
        assertThat(with.written()).isEqualTo(12);
        EventRecord last = cluster.events("events.raw", 0).get(19);
        assertThat(last.headers()).as("one replay's headers").hasSize(5);
    }

    @Test
    void wildcardsNeverMeanWhatTheClusterOrThisLibraryKeeps() {
        cluster.topic("mm2-offset-syncs.primary.internal", 1).topic("__consumer_offsets", 1);
        cluster.fill("events.raw", 0, 4);
        run(request -> request.topics("events.raw").into("*.again"));

        ReplayPlan plan = replay.plan(ReplayRequest.of(
                request -> request.topics("*").into("events.other").byKey()));

        assertThat(plan.parts().stream().map(part -> part.source().topic()).distinct())
                .containsExactly("events.other", "events.raw", "events.raw.again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__consumer_offsets",
                "signal-dr.*",
                "mm2-*",
                "*.internal",
                "heartbeats",
                "events\\..*",
                "(a|b)",
                ""
            })
    void whatCannotBeMeantIsRefused(String pattern) {
        refused(INVALID_ARGUMENT, () -> ReplayRequest.of(request -> request.topics(pattern)));
        refused(
                INVALID_ARGUMENT,
                () -> ReplayRequest.of(request -> request.topics("events.raw").into(pattern)));
    }

    @Test
    void aDryRunTellsTheOffsetsAndWritesNothing() {
        cluster.fill("events.raw", 0, 7);
        cluster.fill("events.raw", 1, 3);

        ReplayPlan plan = replay.plan(
                ReplayRequest.of(request -> request.topics("events.raw").into("*.again")));

        assertThat(plan.events()).isEqualTo(10);
        assertThat(plan.counted()).as("offsets, not events").isFalse();
        assertThat(plan.repetition()).isEmpty();
        assertThat(plan.parts().get(0))
                .isEqualTo(new ReplayPart(
                        new PartitionId("events.raw", 0), "events.raw.again", 0, 7, 7, false, Optional.empty()));
        assertThat(cluster.events("events.raw.again", 0)).isEmpty();
        assertThat(dr.events().topics()).noneMatch(topic -> topic.name().startsWith("signal-dr."));
    }

    @Test
    void aDryRunCountsWhatAFilterTakes() {
        cluster.fill("events.raw", 0, 7);

        ReplayPlan plan = replay.plan(ReplayRequest.of(
                request -> request.topics("events.raw").keys("key-2", "key-5").into("*.again")));

        assertThat(plan.counted()).isTrue();
        assertThat(plan.events()).isEqualTo(2);
    }

    @Test
    void aTimeBeforeTheLogsStartIsSaidAlsoWhereRetentionTookAll() {
        cluster.fill("events.raw", 0, 10);
        cluster.deleteBefore("events.raw", 0, 10);
        clock.advance(Duration.ofHours(1));
        Instant now = NOON.plus(Duration.ofHours(1));
        Consumer<ReplayRequest.Builder> since =
                request -> request.topics("events.raw").from(NOON).into("*.again");

        ReplayPlan plan = replay.plan(ReplayRequest.of(since));
        DrException failure = refused(FAILED_PRECONDITION, () -> replay.start(ReplayRequest.of(since)));

        assertThat(plan.complete()).isFalse();
        assertThat(plan.parts().get(0).missingBefore()).contains(now);
        assertThat(failure).hasMessageContaining("events.raw-0 has none left");
        assertThat(run(since.andThen(ReplayRequest.Builder::whatIsLeft)).written())
                .isZero();
        assertThat(replay.plan(ReplayRequest.of(since.andThen(request -> request.from(now))))
                        .complete())
                .as("nothing of that time was ever there")
                .isTrue();
    }

    @Test
    void aTimeBeforeTheLogsStartIsSaidAndRefusedUnlessAllowed() {
        cluster.fill("events.raw", 0, 7);
        clock.advance(Duration.ofHours(1));
        cluster.fill("events.raw", 0, 7);
        cluster.deleteBefore("events.raw", 0, 7);
        Consumer<ReplayRequest.Builder> since =
                request -> request.topics("events.raw").from(NOON).into("*.again");

        ReplayPlan plan = replay.plan(ReplayRequest.of(since));
        DrException failure = refused(FAILED_PRECONDITION, () -> replay.start(ReplayRequest.of(since)));
        ReplayResult result = run(since.andThen(ReplayRequest.Builder::whatIsLeft));

        assertThat(plan.complete()).isFalse();
        assertThat(plan.parts().get(0).missingBefore()).contains(NOON.plus(Duration.ofHours(1)));
        assertThat(failure).hasMessageContaining("events.raw-0 begins at 2025-01-15T13:00:00Z");
        assertThat(result.written()).isEqualTo(7);
    }

    @Test
    void whatWouldLoopIsRefused() {
        cluster.fill("events.raw", 0, 1);

        refused(
                FAILED_PRECONDITION,
                () -> replay.start(ReplayRequest.of(
                        request -> request.topics("events.*").follow().into("events.raw.again"))));
        refused(FAILED_PRECONDITION, () -> replay.start(ReplayRequest.of(request -> request.topics("events.raw"))));
    }

    @Test
    void whatIsNotThereIsNamed() {
        cluster.fill("events.raw", 1, 1);

        DrException source = refused(
                NOT_FOUND,
                () -> replay.plan(
                        ReplayRequest.of(request -> request.topics("events.row").into("*"))));
        DrException target = refused(
                NOT_FOUND,
                () -> replay.plan(
                        ReplayRequest.of(request -> request.topics("events.raw").into("*.nowhere"))));
        DrException narrow = refused(
                FAILED_PRECONDITION,
                () -> replay.plan(
                        ReplayRequest.of(request -> request.topics("events.raw").into("events.other"))));

        assertThat(source).hasMessageContaining("'events.row'");
        assertThat(target).hasMessageContaining("'events.raw.nowhere'");
        assertThat(narrow).hasMessageContaining("byKey()");
    }

    @Test
    void theSameIdGoesOnAndNeverRepeats() {
        cluster.fill("events.raw", 0, 10);
        Consumer<ReplayRequest.Builder> night =
                request -> request.topics("events.raw").into("*.again").runId("night");
        run(night);
        cluster.fill("events.raw", 0, 5);

        ReplayResult again = run(night.andThen(request -> request.recordsPerSecond(50)));
        ReplayResult resumed = replay.resume("night").await(LONG);

        assertThat(again.written()).isEqualTo(10);
        assertThat(resumed.finished()).isTrue();
        assertThat(cluster.events("events.raw.again", 0)).hasSize(10);
    }

    @Test
    void anIdIsTakenByOneReplayAlone() {
        cluster.fill("events.raw", 0, 10);
        run(request -> request.topics("events.raw").into("*.again").runId("night"));

        refused(
                CONFLICT,
                () -> replay.start(ReplayRequest.of(
                        request -> request.topics("events.raw").into("*").runId("night"))));
        refused(NOT_FOUND, () -> replay.resume("another"));
    }

    @Test
    void whatTheHostsCodeChoseIsNotGuessedOnResume() {
        cluster.fill("events.raw", 0, 10);
        run(request -> request.topics("events.raw")
                .where("even ones", event -> event.offset() % 2 == 0)
                .into("*.again")
                .runId("night"));

        DrException failure = refused(FAILED_PRECONDITION, () -> replay.resume("night"));

        assertThat(failure).hasMessageContaining("even ones");
    }

    @Test
    void aStoppedReplayIsResumedByItsIdInAnotherProcess() {
        cluster.fill("events.raw", 0, 200);
        EventRun<ReplayResult> run = replay.start(ReplayRequest.of(request -> request.topics("events.raw")
                .keys("key-10", "key-20", "key-199")
                .header("none", "x")
                .into("*.again")
                .runId("night")));
        run.stop();
        run.await(LONG);

        try (SignalDr other = SignalDr.builder()
                .events(cluster.address())
                .clock(clock)
                .timeSource(clock)
                .build()) {
            ReplayResult result = other.events().replay().resume("night").await(LONG);

            assertThat(result.finished()).isTrue();
            assertThat(result.read()).isEqualTo(200);
            assertThat(result.written()).isZero();
        }
    }

    @Test
    void anotherClusterIsReadUpToItsEndOrUntilTheReplayIsStopped() {
        try (InMemoryCluster old = InMemoryCluster.create("old-" + UUID.randomUUID(), clock)
                        .topic("events.raw", 2);
                SignalDr both = SignalDr.builder()
                        .events(old.address())
                        .standbyEvents(cluster.address())
                        .clock(clock)
                        .timeSource(clock)
                        .build()) {
            old.fill("events.raw", 0, 9);
            List<Progress> heard = new ArrayList<>();

            EventRun<ReplayResult> run = both.standbyEvents()
                    .replay()
                    .start(ReplayRequest.of(request -> request.source(both.events())
                            .topics("events.raw")
                            .keepTimes()
                            .follow()))
                    .onProgress(heard::add);
            awaitWritten("events.raw", 9);
            old.fill("events.raw", 1, 2);
            awaitWritten("events.raw", 11);
            run.stop();
            ReplayResult result = run.await(LONG);

            assertThat(result.finished()).isFalse();
            assertThat(result.written()).isEqualTo(11);
            assertThat(heard).isNotEmpty();
            assertThat(cluster.events("events.raw", 0).get(0).timestampMillis())
                    .isEqualTo(old.events("events.raw", 0).get(0).timestampMillis());
        }
    }

    private void awaitWritten(String topic, int count) {
        long deadline = System.nanoTime() + LONG.toNanos();
        synchronized (cluster) {
            while (cluster.events(topic, 0).size() + cluster.events(topic, 1).size() < count) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                try {
                    cluster.wait(100);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private ReplayResult run(Consumer<ReplayRequest.Builder> request) {
        return replay.start(ReplayRequest.of(request)).await(LONG);
    }

    private void write(int partition, String key, String value, Instant time) {
        cluster.write(NewEvent.of("events.raw", key.getBytes(UTF_8), value.getBytes(UTF_8))
                .partition(partition)
                .timestampMillis(time.toEpochMilli()));
    }

    private void header(String key, String header, String value) {
        cluster.write(NewEvent.of("events.raw", key.getBytes(UTF_8), null)
                .partition(0)
                .headers(List.of(EventHeader.of(header, value))));
    }

    private List<String> values(String topic, int partition) {
        return cluster.events(topic, partition).stream()
                .map(event -> new String(event.value(), UTF_8))
                .toList();
    }

    private static DrException refused(ErrorCode code, ThrowingCallable call) {
        var failure =
                assertThatExceptionOfType(DrException.class).isThrownBy(call).actual();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        return failure;
    }
}
