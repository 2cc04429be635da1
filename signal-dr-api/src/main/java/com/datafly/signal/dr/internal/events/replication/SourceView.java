package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.UncopiedTopic;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The topics of the source that are copied, as it answered just now.
 *
 * @param at when
 * @param topics the topics, by name
 * @param uncopied the other topics, without those that the cluster and its software keep for themselves
 * @param hidden the topics of which we may not see whether they are there, or are copied, and why, by name
 * @param starts the first offsets that can still be read, of the partitions that answered
 * @param ends the ends of what is committed, of these
 * @param terms the numbers of the partitions' terms, where the cluster tells
 */
record SourceView(
        Instant at,
        Map<String, Topic> topics,
        List<UncopiedTopic> uncopied,
        Map<String, String> hidden,
        Map<PartitionId, Long> starts,
        Map<PartitionId, Long> ends,
        Map<PartitionId, Long> terms) {

    private static final int NAMED = 5;

    /** Asks for those topics of {@code copied} that are there. A partition that does not answer is left out. */
    static SourceView ask(EventStreamDriver driver, Set<String> copied, Instant at) {
        Map<String, Topic> topics = new LinkedHashMap<>();
        List<Topic> others = new ArrayList<>();
        for (Topic topic : driver.topics()) {
            if (copied.contains(topic.name())) {
                topics.put(topic.name(), topic);
            } else if (!TopicPattern.reserved(topic)) {
                others.add(topic);
            }
        }
        Set<PartitionId> partitions = partitions(topics.values());
        Map<PartitionId, Long> starts =
                new LinkedHashMap<>(ReplicaLink.answered(driver, partitions, OffsetPoint.earliest()));
        // Asked for before the ends: a log that is cut off after that has another term at the next look.
        Map<PartitionId, Long> terms = starts.isEmpty() ? Map.of() : driver.terms(starts.keySet());
        Map<PartitionId, Long> ends = ReplicaLink.answered(driver, starts.keySet(), OffsetPoint.stable());
        starts.keySet().retainAll(ends.keySet());
        return new SourceView(at, topics, count(driver, others), Map.of(), starts, ends, terms);
    }

    /** Returns the same without a judgement of topics that are hidden. */
    SourceView hiding(Map<String, String> more) {
        List<UncopiedTopic> surely = uncopied.stream()
                .filter(each -> !more.containsKey(each.topic()))
                .toList();
        Map<String, String> all = new TreeMap<>(hidden);
        all.putAll(more);
        return new SourceView(at, topics, surely, all, starts, ends, terms);
    }

    private static List<UncopiedTopic> count(EventStreamDriver driver, List<Topic> topics) {
        Set<PartitionId> partitions = partitions(topics);
        Map<PartitionId, Long> starts = ReplicaLink.answered(driver, partitions, OffsetPoint.earliest());
        Map<PartitionId, Long> ends = ReplicaLink.answered(driver, partitions, OffsetPoint.stable());
        return topics.stream()
                .map(topic -> {
                    Set<PartitionId> mine = Set.copyOf(topic.partitionIds());
                    long events = mine.stream()
                            .filter(ends::containsKey)
                            .mapToLong(each -> ends.getOrDefault(each, 0L) - starts.getOrDefault(each, 0L))
                            .sum();
                    boolean whole =
                            starts.keySet().containsAll(mine) && ends.keySet().containsAll(mine);
                    return new UncopiedTopic(topic.name(), events, whole);
                })
                .toList();
    }

    /** Returns the partitions of the topics that are copied. */
    Set<PartitionId> partitions() {
        return partitions(topics.values());
    }

    private static Set<PartitionId> partitions(Collection<Topic> topics) {
        return topics.stream().flatMap(topic -> topic.partitionIds().stream()).collect(Collectors.toSet());
    }

    /** Tells whether a partition answered. */
    boolean has(PartitionId partition) {
        return ends.containsKey(partition);
    }

    /** Returns the partitions that did not answer, as a failure that names them; empty if all did. */
    Optional<DrException> silence(ReplicaLink link) {
        Set<PartitionId> silent = new TreeSet<>(partitions());
        silent.removeAll(ends.keySet());
        String some = silent.stream().limit(NAMED).map(PartitionId::toString).collect(Collectors.joining(", "));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(link.source()
                        .refusal(
                                ErrorCode.UNAVAILABLE,
                                "look at the topics of " + link.source().address(),
                                silent.size() + " partitions of the source do not answer: " + some
                                        + (silent.size() > NAMED ? ", ..." : ""),
                                "Bring back a broker that has them; of what is known of them nothing is forgotten."));
    }
}
