package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A cluster to replay from. */
final class StreamSource implements ReplaySource {

    private final StreamResource stream;
    private final String name;

    StreamSource(StreamResource stream) {
        this.stream = stream;
        this.name = stream.read("ask for the id of " + stream.address(), EventStreamDriver::clusterId);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> clusters() {
        return Set.of(name);
    }

    @Override
    public Map<String, String> lineages(ReplayRequest request) {
        Map<String, String> lineages = new TreeMap<>();
        for (Topic topic : topics()) {
            if (ReplayRanges.means(request, topic.name())) {
                topic.id().ifPresent(id -> lineages.put(topic.name(), id));
            }
        }
        return lineages;
    }

    @Override
    public List<Topic> topics() {
        return stream.read("list the topics of " + stream.address(), EventStreamDriver::topics);
    }

    /** Asks for offsets, in four requests at most. */
    @Override
    public ReplayRanges find(ReplayRequest request, Set<PartitionId> partitions) {
        Map<PartitionId, OffsetAnswer> starts = offsets(partitions, OffsetPoint.earliest());
        Map<PartitionId, OffsetAnswer> ends = offsets(partitions, OffsetPoint.stable());
        Map<PartitionId, OffsetAnswer> from = request.from()
                .map(time -> offsets(partitions, OffsetPoint.at(time)))
                .orElse(starts);
        Map<PartitionId, OffsetAnswer> to = request.to()
                .map(time -> offsets(partitions, OffsetPoint.at(time.plus(request.disorder()))))
                .orElse(ends);
        Map<PartitionId, CopyRange> ranges = new TreeMap<>();
        Map<PartitionId, Long> now = new TreeMap<>();
        partitions.forEach(partition -> {
            long end = offset(ends, partition, 0);
            now.put(partition, end);
            long last = request.follows() ? CopyRange.UNTIL_STOPPED : Math.min(end, offset(to, partition, end));
            ranges.put(partition, new CopyRange(offset(from, partition, end), last));
        });
        Map<PartitionId, Instant> missing = new TreeMap<>();
        Instant present = stream.clock().instant();
        request.from().ifPresent(since -> {
            missing.putAll(missing(starts, from));
            if (since.isBefore(present)) {
                emptied(starts, now).forEach(partition -> missing.put(partition, present));
            }
        });
        return new ReplayRanges(ranges, now, missing, List.of());
    }

    /** A log is read as it is: whether all of it can be is seen then. */
    @Override
    public void requireReadable(Map<PartitionId, CopyRange> ranges) {}

    @Override
    public boolean counts() {
        return false;
    }

    @Override
    public CopySource events(Map<PartitionId, CopyRange> ranges) {
        return CopySource.of(stream);
    }

    /** Asks for offsets. A partition is not there if it has no answer, as when no event is that young. */
    Map<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point) {
        return stream.read(
                "ask for offsets of " + stream.address(),
                driver -> driver.offsets(partitions, point).orThrow());
    }

    /** The oldest event is within the time, and others stood before it: those may have been, too. */
    private static Map<PartitionId, Instant> missing(
            Map<PartitionId, OffsetAnswer> starts, Map<PartitionId, OffsetAnswer> from) {
        Map<PartitionId, Instant> missing = new TreeMap<>();
        from.forEach((partition, first) -> {
            if (first.offset() > 0 && first.offset() == offset(starts, partition, 0)) {
                missing.put(partition, Instant.ofEpochMilli(first.timestampMillis()));
            }
        });
        return missing;
    }

    /** Returns the logs that have nothing, though events stood there once: no one knows of what times. */
    private static List<PartitionId> emptied(Map<PartitionId, OffsetAnswer> starts, Map<PartitionId, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> end.getValue() > 0 && offset(starts, end.getKey(), 0) == end.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long offset(Map<PartitionId, OffsetAnswer> answers, PartitionId partition, long otherwise) {
        OffsetAnswer answer = answers.get(partition);
        return answer == null ? otherwise : answer.offset();
    }

    @Override
    public String toString() {
        return stream.address().toString();
    }
}
