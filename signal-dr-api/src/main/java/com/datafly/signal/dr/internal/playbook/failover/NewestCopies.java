package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How old the newest copies are. Copies keep the time that their producers gave them, unless the topic of the copy
 * gives them its own, which tells nothing.
 */
final class NewestCopies {

    /** So far before the end an event is looked for: what is at the end itself may be the mark of a transaction. */
    private static final long LOOK_BACK = 16;

    private static final String TIMESTAMP_TYPE = "message.timestamp.type";

    private NewestCopies() {}

    /**
     * Returns when the newest event of each partition was produced, of the partition where that is longest ago; empty
     * if one of them does not tell.
     */
    static Optional<Instant> oldest(StreamResource standby, Set<PartitionId> copies) {
        if (copies.isEmpty() || !keepTimes(standby, copies)) {
            return Optional.empty();
        }
        Map<PartitionId, Long> starts = Clusters.offsets(standby, copies, OffsetPoint.earliest());
        List<OffsetSpan> spans = new ArrayList<>();
        Clusters.offsets(standby, copies, OffsetPoint.stable()).forEach((partition, end) -> {
            long from = Math.max(starts.getOrDefault(partition, 0L), end - LOOK_BACK);
            spans.add(new OffsetSpan(partition.topic(), partition.partition(), from, end));
        });
        Map<PartitionId, Long> newest = new HashMap<>();
        new SpanReader(standby)
                .read(spans, event -> newest.merge(event.partition(), event.timestampMillis(), Math::max));
        return newest.size() < copies.size()
                ? Optional.empty()
                : newest.values().stream()
                        .min(Long::compare)
                        .filter(millis -> millis >= 0)
                        .map(Instant::ofEpochMilli);
    }

    private static boolean keepTimes(StreamResource standby, Set<PartitionId> copies) {
        Set<String> topics = copies.stream().map(PartitionId::topic).collect(Collectors.toSet());
        Map<String, Map<String, TopicSetting>> settings = standby.read(
                "ask who gives events their time",
                driver -> driver.settings(topics, Set.of(TIMESTAMP_TYPE)).orThrow());
        return topics.stream()
                .map(topic -> settings.getOrDefault(topic, Map.of()).get(TIMESTAMP_TYPE))
                .allMatch(type -> type != null && type.value().equals("CreateTime"));
    }
}
