package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes the headers that tell where an event stood. What is the same for many is made once. Not thread-safe. */
public final class OriginHeaders {

    private static final String PREFIX = "signal-dr-replay-";
    private static final int MADE = 6;

    private final EventHeader run;
    private final Map<PartitionId, List<EventHeader>> partitions = new HashMap<>();

    /** Makes headers of one run. */
    public OriginHeaders(String runId) {
        this.run = EventHeader.of(ReplayHeaders.RUN, runId);
    }

    /** Returns the headers of an event that are kept, and these in place of an earlier replay's; more may be added. */
    public List<EventHeader> headers(EventRecord event, Predicate<String> kept) {
        List<EventHeader> headers = new ArrayList<>(event.headers().size() + MADE);
        for (EventHeader header : event.headers()) {
            if (!header.key().startsWith(PREFIX) && kept.test(header.key())) {
                headers.add(header);
            }
        }
        headers.addAll(partitions.computeIfAbsent(event.partition(), this::of));
        headers.add(EventHeader.of(ReplayHeaders.OFFSET, Long.toString(event.offset())));
        headers.add(EventHeader.of(ReplayHeaders.TIMESTAMP, Long.toString(event.timestampMillis())));
        return headers;
    }

    private List<EventHeader> of(PartitionId partition) {
        return List.of(
                run,
                EventHeader.of(ReplayHeaders.TOPIC, partition.topic()),
                EventHeader.of(ReplayHeaders.PARTITION, Integer.toString(partition.partition())));
    }
}
