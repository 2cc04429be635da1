package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.PREFIX;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ForwardingObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays from an archive that die at any call, of the cluster or of the store. */
class EventArchiveReplayCrashTest {

    private static final String RAW = "events.raw";
    private static final int EVENTS = 23;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventArchiveFixture fixture = new EventArchiveFixture();

    @BeforeEach
    void archive() {
        fixture.cluster.topic(RAW, 2);
        fixture.other.topic(RAW, 2);
        for (int partition = 0; partition < 2; partition++) {
            fixture.fill(RAW, partition, EVENTS);
        }
        fixture.archive.append(SMALL).orThrow();
        fixture.fill(RAW, 0, EVENTS);
        fixture.archive.append(SMALL).orThrow();
        fixture.cluster.kill();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"writer", "begin", "append", "commit", "capabilities", "offsets", "topics"})
    void aRunnerThatDiesAtAnyCallOfTheClusterLeavesNeitherAGapNorARepetition(String call) {
        int deaths = 0;
        while (dies(call, deaths + 1)) {
            deaths++;
            assertBeginningOnce();
        }

        assertThat(deaths).isPositive();
        assertReplayedOnce();
    }

    @Test
    void aRunnerThatDiesAtAnyReadOfTheStoreLeavesNeitherAGapNorARepetition() {
        int survived = 0;
        while (!replays(new MortalStore(fixture.store, survived))) {
            survived++;
            assertBeginningOnce();
        }

        assertThat(survived).isGreaterThan(10);
        assertReplayedOnce();
    }

    /** Runs once, to die at a call; tells whether there was such a call. */
    private boolean dies(String call, int nth) {
        fixture.other.faults().before(call, nth, () -> {
            throw new Death();
        });
        try {
            return !replays(fixture.store);
        } finally {
            fixture.other.faults().clear();
        }
    }

    /** Goes on with the one replay, a few events a transaction; tells whether it came to its end. */
    private boolean replays(ObjectStore store) {
        try {
            EventStream standby = fixture.dr.standbyEvents();
            return standby.replay()
                    .start(ReplayRequest.of(request -> request.source(standby.archive(store, PREFIX))
                            .topics(RAW)
                            .recordsPerSecond(5)
                            .runId("night")))
                    .await(LONG)
                    .finished();
        } catch (Death | DrException e) {
            return false;
        }
    }

    private void assertBeginningOnce() {
        for (int partition = 0; partition < 2; partition++) {
            List<String> found = offsets(partition);
            assertThat(found).isEqualTo(expected(partition).subList(0, found.size()));
        }
    }

    private void assertReplayedOnce() {
        for (int partition = 0; partition < 2; partition++) {
            assertThat(offsets(partition)).isEqualTo(expected(partition));
        }
    }

    private static List<String> expected(int partition) {
        return IntStream.range(0, partition == 0 ? 2 * EVENTS : EVENTS)
                .mapToObj(Integer::toString)
                .toList();
    }

    /** Returns the archived offsets of what was committed. */
    private List<String> offsets(int partition) {
        return fixture.other.events(RAW, partition).stream()
                .map(event -> event.header(ReplayHeaders.OFFSET).orElseThrow().text())
                .toList();
    }

    /** A store that can be called so often, and never again. */
    private static final class MortalStore extends ForwardingObjectStore {
        private final AtomicInteger left;

        MortalStore(ObjectStore store, int calls) {
            super(store);
            this.left = new AtomicInteger(calls);
        }

        @Override
        protected ObjectStore reached() {
            if (left.getAndDecrement() <= 0) {
                throw new Death();
            }
            return super.reached();
        }
    }

    /** The end of a runner. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
