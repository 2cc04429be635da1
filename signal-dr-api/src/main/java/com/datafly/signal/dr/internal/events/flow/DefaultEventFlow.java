package com.datafly.signal.dr.internal.events.flow;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.EventFlow;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.FlowReport;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.function.Function;

/** Probes the event flow of one stream. */
public final class DefaultEventFlow implements EventFlow {

    private final StreamResource stream;

    /** Probes by {@code stream}. */
    public DefaultEventFlow(StreamResource stream) {
        this.stream = stream;
    }

    @Override
    public FlowReport probe(FlowProbe probe, Function<String, Secret> secrets) {
        FlowFront front = front(requireNonNull(probe, "probe"), requireNonNull(secrets, "secrets"));
        FlowMarker marker = FlowMarker.random();
        try (FlowWatch watch = new FlowWatch(stream, probe, marker)) {
            Instant putAt = stream.clock().instant();
            long start = stream.time().nanoTime();
            FlowEntry entry = front.put(marker, probe.deadline());
            if (entry.worthwhile()) {
                watch.await(putAt, start, probe.deadline());
            }
            boolean entered = entry.verdict() == Verdict.PASSED || watch.isSeen();
            return FlowReport.of(
                    probe,
                    marker.text(),
                    putAt,
                    entered ? Verdict.PASSED : entry.verdict(),
                    entry.problem(),
                    watch.report(entered));
        }
    }

    private FlowFront front(FlowProbe probe, Function<String, Secret> secrets) {
        return probe.endpoint()
                .<FlowFront>map(endpoint -> new EndpointFront(probe, endpoint, secrets))
                .orElseGet(() -> new TopicFront(stream, probe, probe.topic().orElseThrow()));
    }
}
