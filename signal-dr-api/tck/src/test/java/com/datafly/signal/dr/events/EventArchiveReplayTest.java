package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.ErrorCode.CONFLICT;
import static com.datafly.signal.dr.ErrorCode.FAILED_PRECONDITION;
import static com.datafly.signal.dr.ErrorCode.INTEGRITY_FAILED;
import static com.datafly.signal.dr.ErrorCode.INVALID_ARGUMENT;
import static com.datafly.signal.dr.ErrorCode.NOT_FOUND;
import static com.datafly.signal.dr.events.EventArchiveFixture.NOON;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replays of what only an archive still has. */
class EventArchiveReplayTest {

    private static final String RAW = "events.raw";
    private static final String AGAIN = "events.raw.again";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventArchiveFixture fixture = new EventArchiveFixture();
    private final EventReplay replay = fixture.dr.standbyEvents().replay();

    @BeforeEach
    void topics() {
        fixture.cluster.topic(RAW, 2);
        fixture.other.topic(RAW, 2).topic(AGAIN, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void eventsOfATimeWindowComeFromALostClusterWithTheirOrigin() {
        fixture.fill(RAW, 0, 40);
        archiveHours(3);
        fixture.cluster.kill();

        ReplayResult result = run(request -> request.from(hour(1)).to(hour(2)).runId("night"));

        assertThat(result.finished()).isTrue();
        assertThat(result.exactlyOnce()).isTrue();
        assertThat(result.written()).isEqualTo(20);
        EventRecord first = fixture.other.events(AGAIN, 1).get(0);
        assertThat(header(first, ReplayHeaders.RUN)).isEqualTo("night");
        assertThat(header(first, ReplayHeaders.TOPIC)).isEqualTo(RAW);
        assertThat(header(first, ReplayHeaders.PARTITION)).isEqualTo("1");
        assertThat(header(first, ReplayHeaders.OFFSET)).isEqualTo("20");
        assertThat(header(first, ReplayHeaders.TIMESTAMP)).isEqualTo(Long.toString(hour(1).toEpochMilli()));
        assertThat(new String(first.value(), UTF_8)).isEqualTo("value-20");
    }

    @Test
    void intoTheSameTopicOfAnotherClusterItNeedsNoName() {
        archiveHours(1);

        ReplayResult result = replay.start(ReplayRequest.of(
                        request -> request.source(fixture.archive).topics(RAW).keepTimes()))
                .await(LONG);

        assertThat(result.written()).isEqualTo(20);
        assertThat(fixture.other.events(RAW, 1).get(0).timestampMillis()).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void aTimeFarOutOfOrderIsFoundBySegmentsTimes() {
        archiveHours(3);
        write(1, "late", hour(0).plusMillis(1));
        fixture.archive.append(SMALL).orThrow();

        ReplayResult result = run(request -> request.to(hour(1)));

        assertThat(result.written()).isEqualTo(21);
        assertThat(new String(fixture.other.events(AGAIN, 1).get(20).value(), UTF_8))
                .isEqualTo("late");
    }

    @Test
    void whatIsNotInTheArchiveIsNamed() {
        archiveHours(1);

        DrException topic = refused(
                NOT_FOUND,
                () -> replay.start(ReplayRequest.of(request ->
                        request.source(fixture.archive).topics("events.row").into(AGAIN))));
        DrException lineage = refused(NOT_FOUND, () -> replay.start(of(request -> request.lineages("gone"))));

        assertThat(topic).hasMessageContaining("memory:bucket/audit/events/ matches 'events.row'");
        assertThat(topic.hint()).get().asString().contains("topics()");
        assertThat(lineage).hasMessageContaining("id gone");
    }

    @Test
    void aTimeBeforeTheArchivesStartIsSaidAndRefusedUnlessAllowed() {
        for (int hour = 0; hour < 3; hour++) {
            writeHour(hour);
        }
        fixture.cluster.deleteBefore(RAW, 1, 20);
        fixture.archive.append(SMALL).orThrow();
        Consumer<ReplayRequest.Builder> since = request -> request.from(NOON);

        ReplayPlan plan = replay.plan(of(since));
        DrException failure = refused(FAILED_PRECONDITION, () -> replay.start(of(since)));

        assertThat(plan.complete()).isFalse();
        assertThat(plan.parts().get(0).missingBefore()).contains(hour(1));
        assertThat(failure).hasMessageContaining("events.raw-1 begins at 2025-01-15T13:00:00Z");
        assertThat(failure.hint()).get().asString().contains("whatIsLeft()");
        assertThat(run(since.andThen(ReplayRequest.Builder::whatIsLeft)).written())
                .isEqualTo(40);
    }

    @Test
    void aGapInTheWindowIsSaidAndRefusedUnlessAllowed() {
        archiveHours(1);
        writeHour(1);
        writeHour(2);
        fixture.cluster.deleteBefore(RAW, 1, 30);
        fixture.archive.append(SMALL).orThrow();
        writeHour(4);
        fixture.archive.append(SMALL).orThrow();
        Consumer<ReplayRequest.Builder> across = request -> request.from(NOON).to(hour(3));

        ReplayPlan plan = replay.plan(of(across));
        DrException failure = refused(FAILED_PRECONDITION, () -> replay.start(of(across)));

        assertThat(plan.complete()).isFalse();
        assertThat(plan.gaps()).singleElement().hasToString("events.raw-1 [20, 30)");
        assertThat(failure).hasMessageContaining("[events.raw-1 [20, 30)]");
        assertThat(failure.hint()).get().asString().contains("whatIsLeft()");
        ReplayRequest afterIt = of(request -> request.from(hour(3)));
        assertThat(replay.plan(afterIt).complete()).isTrue();
        assertThat(replay.start(afterIt).await(LONG).written()).isEqualTo(20);
        assertThat(run(across.andThen(ReplayRequest.Builder::whatIsLeft)).written())
                .isEqualTo(50);
    }

    @Test
    void aDamagedOrMissingSegmentOfTheWindowIsNamedBeforeAnythingIsWritten() {
        archiveHours(3);
        List<String> segments = fixture.keys("segments");
        String last = segments.get(segments.size() - 1);
        byte[] good = fixture.content(last);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;

        fixture.replace(last, bad);
        DrException damaged = refused(INTEGRITY_FAILED, () -> run(request -> request.from(hour(2))));
        refused(INTEGRITY_FAILED, () -> replay.plan(of(request -> request.from(hour(2)))));
        fixture.store.delete(last, Precondition.none());
        DrException missing = refused(INTEGRITY_FAILED, () -> run(request -> request.from(hour(2))));

        assertThat(damaged.details()).containsEntry("object", last);
        assertThat(missing.details()).containsEntry("object", last);
        assertThat(damaged.hint()).get().asString().contains("verify()");
        assertThat(run(request -> request.to(hour(1))).written())
                .as("what is sound is replayed")
                .isEqualTo(20);
        fixture.replace(last, good);
        assertThat(run(request -> request.from(hour(2))).written()).isEqualTo(20);
    }

    @Test
    void aBrokenChainIsNamedBeforeAnythingIsWritten() {
        archiveHours(1);
        String link = fixture.keys("chains").get(0);
        fixture.replace(link, "{}".getBytes(UTF_8));

        DrException failure = refused(INTEGRITY_FAILED, () -> replay.start(of(request -> {})));

        assertThat(failure.details()).containsEntry("object", link);
    }

    @Test
    void anEndThatWasCutOffIsNamedBeforeAnythingIsWritten() {
        archiveHours(3);
        List<String> links = fixture.keys("chains");
        String last = links.get(links.size() - 1);
        fixture.store.delete(last, Precondition.none());

        DrException failure = refused(INTEGRITY_FAILED, () -> replay.start(of(request -> {})));

        assertThat(failure.details()).containsEntry("object", last);
    }

    @Test
    void ofSeveralLivesOfATopicOneMustBeNamed() {
        archiveHours(1);
        remake(7);

        DrException failure = refused(INVALID_ARGUMENT, () -> replay.start(of(request -> {})));
        List<ArchivedTopic> lives = fixture.archive.topics();

        assertThat(failure)
                .hasMessageContaining(lives.get(0).lineage())
                .hasMessageContaining(lives.get(1).lineage());
        assertThat(failure.hint()).get().asString().contains("lineages(");
        long written = 0;
        for (ArchivedTopic life : lives) {
            written += run(request -> request.lineages(life.lineage())).written();
        }
        assertThat(written).isEqualTo(27);
    }

    @Test
    void aReplayThatWasBegunGoesOnWithTheLifeThatItBeganWith() {
        archiveHours(1);
        String id = stoppedBeforeItsEnd();
        Consumer<ReplayRequest.Builder> night = request -> request.runId(id);
        remake(7);

        assertThat(run(night).written()).isEqualTo(20);
        refused(CONFLICT, () -> replay.start(of(night.andThen(request -> request.to(hour(1))))));
        DrException resumed = refused(FAILED_PRECONDITION, () -> replay.resume(id));
        assertThat(resumed).hasMessageContaining("memory:bucket/audit/events/");
    }

    @Test
    void anEndThatWasCutOffSinceEndsTheReplay() {
        archiveHours(2);
        String id = stoppedBeforeItsEnd();
        List<String> links = fixture.keys("chains");
        fixture.store.delete(links.get(links.size() - 1), Precondition.none());

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> run(request -> request.runId(id)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(INTEGRITY_FAILED));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        archiveHours(1);

        DrException both = invalid(request -> request.source(fixture.dr.events()));
        DrException endless = invalid(ReplayRequest.Builder::follow);
        DrException disorder = invalid(request -> request.disorder(Duration.ofSeconds(-1)));
        DrException noArchive = refused(
                INVALID_ARGUMENT,
                () -> ReplayRequest.of(
                        request -> request.topics(RAW).into(AGAIN).lineages("x")));
        DrException nobodySaid = refused(
                FAILED_PRECONDITION,
                () -> fixture.dr
                        .events()
                        .replay()
                        .start(ReplayRequest.of(
                                request -> request.source(fixture.archive).topics(RAW))));

        assertThat(both).hasMessageContaining("source").hasMessageContaining("memory:bucket");
        assertThat(endless).hasMessageContaining("memory:bucket").hasMessageContaining("follow()");
        assertThat(disorder).hasMessageContaining("PT-1S").hasMessageContaining("disorder()");
        assertThat(noArchive).hasMessageContaining("lineages [x]");
        assertThat(nobodySaid).hasMessageContaining("into(\"*\")");
    }

    private DrException invalid(Consumer<ReplayRequest.Builder> more) {
        return refused(INVALID_ARGUMENT, () -> of(more));
    }

    /** Removes the topic and makes it anew, with other events that are archived too. */
    private void remake(int events) {
        fixture.cluster.deleteTopic(RAW);
        fixture.cluster.topic(RAW, 2);
        fixture.fill(RAW, 0, events);
        fixture.archive.append(SMALL).orThrow();
    }

    private static Instant hour(int number) {
        return NOON.plus(Duration.ofHours(number));
    }

    /** Writes twenty events in each of so many hours, and archives each hour by itself. */
    private void archiveHours(int count) {
        for (int hour = 0; hour < count; hour++) {
            writeHour(hour);
            fixture.archive.append(SMALL).orThrow();
        }
    }

    private void writeHour(int hour) {
        for (int i = 0; i < 20; i++) {
            write(1, "value-" + (20 * hour + i), hour(hour).plusMillis(i));
        }
    }

    private void write(int partition, String value, Instant time) {
        fixture.cluster.write(NewEvent.of(RAW, null, value.getBytes(UTF_8))
                .partition(partition)
                .timestampMillis(time.toEpochMilli()));
    }

    private static String header(EventRecord event, String name) {
        return event.header(name).orElseThrow().text();
    }

    private ReplayRequest of(Consumer<ReplayRequest.Builder> more) {
        return ReplayRequest.of(request ->
                more.accept(request.source(fixture.archive).topics(RAW).into(AGAIN)));
    }

    /** Returns the id of a replay that others go on with; on this clock one may be over before it is stopped. */
    private String stoppedBeforeItsEnd() {
        for (int attempt = 1; attempt <= 50; attempt++) {
            String id = "night-" + attempt;
            EventRun<ReplayResult> begun =
                    replay.start(of(request -> request.runId(id).recordsPerSecond(1)));
            begun.stop();
            if (!begun.await(LONG).finished()) {
                return id;
            }
        }
        throw new AssertionError("no replay heeded its stop");
    }

    private ReplayResult run(Consumer<ReplayRequest.Builder> more) {
        return replay.start(of(more)).await(LONG);
    }

    /** Nothing is touched by what is refused: no event is written, and no state is kept. */
    private DrException refused(ErrorCode code, ThrowingCallable call) {
        Map<Integer, Integer> before = sizes();
        DrException failure =
                assertThatExceptionOfType(DrException.class).isThrownBy(call).actual();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(sizes()).isEqualTo(before);
        return failure;
    }

    private Map<Integer, Integer> sizes() {
        int kept = (int) fixture.dr.standbyEvents().topics().stream()
                .filter(topic -> topic.name().startsWith("signal-dr."))
                .count();
        return Map.of(
                0, fixture.other.events(AGAIN, 0).size(),
                1, fixture.other.events(AGAIN, 1).size(),
                2, kept);
    }
}
