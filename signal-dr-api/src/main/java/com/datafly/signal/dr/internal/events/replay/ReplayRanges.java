package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveGap;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the events of a request stand in a source.
 *
 * @param ranges what to read of each partition
 * @param ends where the logs end now
 * @param missingBefore the time of the first event of partitions that should have had older ones; where none is left,
 *     now
 * @param gaps what an archive never had of these times
 */
record ReplayRanges(
        Map<PartitionId, CopyRange> ranges,
        Map<PartitionId, Long> ends,
        Map<PartitionId, Instant> missingBefore,
        List<ArchiveGap> gaps) {

    /** Finds the topics of a request, and where their events stand. */
    static ReplayRanges find(ReplayRequest request, ReplaySource source) {
        List<Topic> topics = source.topics().stream()
                .filter(topic -> !topic.internal() && means(request, topic.name()))
                .toList();
        Set<PartitionId> partitions = topics.stream()
                .map(Topic::partitionIds)
                .flatMap(Collection::stream)
                .filter(partition ->
                        request.partitions().isEmpty() || request.partitions().contains(partition.partition()))
                .collect(Collectors.toSet());
        requireSome(request, source, topics);
        if (partitions.isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    request.toString(),
                    "none of the topics has a partition of the numbers " + request.partitions(),
                    failure -> failure.hint("They have the numbers from 0 to " + last(topics) + "."));
        }
        return source.find(request, partitions);
    }

    private static int last(List<Topic> topics) {
        return topics.stream().mapToInt(Topic::partitions).max().orElse(0) - 1;
    }

    /** Tells where events are missing before the first, of one partition of {@link #missingBefore}. */
    String beginning(PartitionId partition) {
        long end = ends.getOrDefault(partition, 0L);
        CopyRange range = ranges.getOrDefault(partition, CopyRange.from(end));
        return range.from() < end
                ? partition + " begins at " + missingBefore.get(partition)
                : partition + " has none left";
    }

    /** Returns what is there now of what is to be read. */
    Map<PartitionId, CopyRange> bounded() {
        Map<PartitionId, CopyRange> bounded = new TreeMap<>();
        ranges.forEach((partition, range) -> bounded.put(
                partition, new CopyRange(range.from(), Math.min(range.to(), ends.getOrDefault(partition, 0L)))));
        return bounded;
    }

    /** Tells whether a request means a topic of this name. */
    static boolean means(ReplayRequest request, String topic) {
        return !TopicPattern.reserved(topic)
                && request.topics().stream().anyMatch(pattern -> TopicPattern.matches(pattern, topic));
    }

    private static void requireSome(ReplayRequest request, ReplaySource source, List<Topic> topics) {
        for (String pattern : request.topics()) {
            if (topics.stream().noneMatch(topic -> TopicPattern.matches(pattern, topic.name()))) {
                throw DrException.create(
                        ErrorCode.NOT_FOUND,
                        request.toString(),
                        "no topic of " + source + " matches '" + pattern + "'",
                        failure -> failure.hint("topics() tells what there is. Topics that a cluster or this library"
                                + " keeps for itself never match."));
            }
        }
    }
}
