package com.datafly.signal.dr.internal.events.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes markers to a topic. */
final class TopicFront implements FlowFront {

    private final StreamResource stream;
    private final FlowProbe probe;
    private final String topic;

    TopicFront(StreamResource stream, FlowProbe probe, String topic) {
        this.stream = stream;
        this.probe = probe;
        this.topic = topic;
    }

    @Override
    public FlowEntry put(FlowMarker marker, Duration allowed) {
        try (EventWriter writer = stream.driver().writer(WriterSettings.plain())) {
            writer.append(event(marker));
            writer.flush();
            return FlowEntry.taken();
        } catch (DrException e) {
            return judge(stream.named(e));
        }
    }

    private NewEvent event(FlowMarker marker) {
        List<EventHeader> headers = new ArrayList<>();
        headers.add(EventHeader.of(FlowProbe.MARKER_HEADER, marker.bytes()));
        probe.headers().forEach((name, template) -> headers.add(EventHeader.of(name, marker.into(template))));
        return NewEvent.of(
                        topic,
                        marker.into(probe.key()).getBytes(UTF_8),
                        marker.into(probe.value()).getBytes(UTF_8))
                .headers(List.copyOf(headers));
    }

    private static FlowEntry judge(DrException failure) {
        String problem = String.valueOf(failure.getMessage());
        if (failure.effect() != Effect.NONE) {
            return FlowEntry.unknown(problem);
        }
        return switch (failure.code()) {
            case CANCELLED -> throw failure;
            case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED, QUOTA, NOT_FOUND -> FlowEntry.broken(problem);
            default -> FlowEntry.unwanted(problem);
        };
    }
}
