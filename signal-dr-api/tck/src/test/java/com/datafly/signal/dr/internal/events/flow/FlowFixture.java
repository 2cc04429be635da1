package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventFlow;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.FlowHop;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** The guide's topics in a cluster in memory, whose product does what a test says, when something is read. */
abstract class FlowFixture {

    static final String RAW = "events.raw";
    static final String PROCESSED = "events.processed";
    static final String ONE = "events.delivery.one";
    static final String TWO = "events.delivery.two";

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryCluster cluster = InMemoryCluster.create("flow-" + getClass().getSimpleName(), clock)
            .topic(RAW, 2)
            .topic(PROCESSED, 2)
            .topic(ONE, 1)
            .topic(TWO, 1)
            .topic("events.delivery.internal", 1);
    final SignalDr dr = SignalDr.builder()
            .events(cluster.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    final EventFlow flow = dr.events().flow();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    /** From the topic of what comes in to the topics of what goes out. */
    static FlowProbe probe() {
        return FlowProbe.intoTopic(
                RAW,
                probe -> probe.through(PROCESSED).through("events.delivery.*").within(Duration.ofSeconds(30)));
    }

    /** Lets the product do something before something is read for the {@code nth} time. */
    final void meanwhile(int nth, Runnable product) {
        cluster.faults().before("poll", nth, product);
    }

    /** Copies what came in last to a topic, a while later. */
    final Runnable relay(String topic, Duration after) {
        return () -> {
            clock.advance(after);
            cluster.write(NewEvent.copyOf(last(), new PartitionId(topic, 0)).timestampMillis(NewEvent.NOW));
        };
    }

    final Runnable relayAll() {
        return () -> List.of(PROCESSED, ONE, TWO)
                .forEach(topic -> relay(topic, Duration.ofMillis(100)).run());
    }

    /** Returns what came in last. */
    final EventRecord last() {
        List<EventRecord> events = List.of(0, 1).stream()
                .flatMap(partition -> cluster.events(RAW, partition).stream())
                .toList();
        assertThat(events).as("what came in").isNotEmpty();
        return events.get(events.size() - 1);
    }

    static FlowHop hop(FlowReport report, int index) {
        return report.hops().get(index);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = catchThrowableOfType(DrException.class, action);
        assertThat(failure).as("the failure").isNotNull();
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        return failure;
    }
}
