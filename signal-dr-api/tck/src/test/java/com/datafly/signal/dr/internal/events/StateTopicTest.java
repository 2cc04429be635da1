package com.datafly.signal.dr.internal.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateTopicTest {

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration SLOW = Duration.ofSeconds(20);

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryCluster cluster = InMemoryCluster.create("state-" + UUID.randomUUID(), clock);
    private final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    private final StreamResource stream = ((DefaultEventStream) dr.events()).resource();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void whatWasPutIsThereForEveryone() {
        new StateTopic(stream).put("kind/a", "one".getBytes(UTF_8));

        assertThat(new StateTopic(stream).get("kind/a"))
                .hasValueSatisfying(value -> assertThat(value).asString().isEqualTo("one"));
        assertThat(new StateTopic(stream).read("other/")).isEmpty();
    }

    /** Time is counted from when the machine began, which may be long ago. */
    @Test
    void aFirstReadThatTakesLongGoesOnWhereItWas() {
        clock.advance(A_DAY);
        cluster.topic(StateTopic.NAME, 1);
        for (int i = 0; i < 40_000; i++) {
            cluster.write(StateTopic.NAME, 0, "kind/" + i % 10, "value-" + i);
        }
        for (int poll = 1; poll <= 8; poll++) {
            cluster.faults().before("poll", poll, () -> clock.advance(SLOW));
        }
        StateTopic state = new StateTopic(stream);

        assertThatExceptionOfType(DrException.class).isThrownBy(() -> state.read("kind/"));
        assertThat(state.read("kind/")).hasSize(10);
        assertThat(cluster.faults().count("poll")).as("none was read twice").isEqualTo(8);
    }

    @Test
    void whatAnOpenTransactionHidesIsWaitedFor() {
        StateTopic state = new StateTopic(stream);
        state.put("kind/a", "one".getBytes(UTF_8));
        try (EventWriter other = openTransaction()) {
            state.put("kind/a", "two".getBytes(UTF_8));
            cluster.faults().before("poll", 5, other::abort);

            assertThat(state.get("kind/a"))
                    .hasValueSatisfying(value -> assertThat(value).asString().isEqualTo("two"));
        }
    }

    @Test
    void whatStaysHiddenIsNotTakenForNothing() {
        StateTopic state = new StateTopic(stream);
        state.ensure();
        try (EventWriter other = openTransaction()) {
            state.put("kind/a", "one".getBytes(UTF_8));

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> state.get("kind/a"))
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
                    });
            other.abort();
        }
    }

    /** Leaves a transaction of another writer open, as one does that was killed. */
    private EventWriter openTransaction() {
        EventWriter writer = stream.driver().writer(WriterSettings.transactional("other"));
        writer.begin();
        writer.append(NewEvent.of(StateTopic.NAME, "other/a".getBytes(UTF_8), new byte[1])
                .partition(0));
        writer.flush();
        return writer;
    }
}
