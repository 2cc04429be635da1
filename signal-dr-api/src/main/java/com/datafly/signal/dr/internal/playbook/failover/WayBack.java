package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import com.datafly.signal.dr.spi.ReplicationDriver;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What of the new cluster goes back, and into what.
 *
 * @param cuts by the new cluster's partitions, all of which are there
 */
record WayBack(Map<PartitionId, PartitionCut> cuts) {

    /** Returns what the cut-over knew of. */
    static WayBack known(StepContext context, CutOver cut) {
        return new WayBack(present(cut, Clusters.topics(Clusters.standby(context))));
    }

    /**
     * Returns that, and the topics and partitions that were made since; of these everything goes back.
     *
     * @param staying topics that do not go back
     * @throws DrException with {@code FAILED_PRECONDITION} if something has no place at the old cluster
     */
    static WayBack find(StepContext context, CutOver cut, Set<String> staying) {
        Map<String, Topic> there = Clusters.topics(Clusters.standby(context));
        Map<PartitionId, PartitionCut> cuts = present(cut, there);
        ReplicationDriver driver = Clusters.link(context).driver();
        for (Topic topic : there.values()) {
            String source = driver.sourceTopic(topic.name()).orElse(topic.name());
            boolean stays = TopicPattern.reserved(source) || cut.others().contains(topic.name());
            for (PartitionId partition : topic.partitionIds()) {
                if (!stays) {
                    cuts.computeIfAbsent(
                            partition, made -> new PartitionCut(source, made.topic(), made.partition(), 0, true, 0));
                }
            }
        }
        cuts.keySet().removeIf(partition -> staying.contains(partition.topic()));
        return new WayBack(roomFor(context, cuts));
    }

    private static Map<PartitionId, PartitionCut> present(CutOver cut, Map<String, Topic> there) {
        Map<PartitionId, PartitionCut> cuts = new TreeMap<>();
        cut.cuts().stream()
                .filter(each -> Clusters.has(there, each.targetId()))
                .forEach(each -> cuts.put(each.targetId(), each));
        return cuts;
    }

    /** Refuses to leave events behind in silence; a partition that has none needs no place. */
    private static Map<PartitionId, PartitionCut> roomFor(StepContext context, Map<PartitionId, PartitionCut> cuts) {
        StreamResource standby = Clusters.standby(context);
        Map<String, Topic> old = Clusters.topics(Clusters.old(context));
        Map<PartitionId, PartitionCut> homeless = new TreeMap<>(cuts);
        homeless.values().removeIf(cut -> Clusters.has(old, cut.sourceId()));
        Map<PartitionId, Long> ends = Clusters.offsets(standby, homeless.keySet(), OffsetPoint.stable());
        List<PartitionId> full = homeless.values().stream()
                .filter(cut -> ends.getOrDefault(cut.targetId(), 0L) > cut.end())
                .map(PartitionCut::targetId)
                .toList();
        if (!full.isEmpty()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    context.events().address() + " has no place for what came into " + full + " of "
                            + standby.address(),
                    failure -> failure.detail("partitions", full)
                            .hint("Make these topics there, with as many partitions, and retry the step; or name those"
                                    + " that do not go back where the step is defined."));
        }
        Map<PartitionId, PartitionCut> placed = new HashMap<>(cuts);
        placed.keySet().removeAll(homeless.keySet());
        return placed;
    }

    /** Returns the partitions of the old cluster. */
    Set<PartitionId> sources() {
        return cuts.values().stream().map(PartitionCut::sourceId).collect(Collectors.toSet());
    }

    /** Returns what goes back into each partition of the old cluster. */
    Map<PartitionId, List<PartitionCut>> bySource() {
        return cuts.values().stream()
                .collect(Collectors.groupingBy(PartitionCut::sourceId, TreeMap::new, Collectors.toList()));
    }

    /** Returns what the copying software writes to; beside it producers may write under the topics' own names. */
    Collection<PartitionCut> copies(ReplicationDriver driver) {
        return cuts.values().stream()
                .filter(cut -> driver.targetTopic(cut.source()).equals(cut.target()))
                .toList();
    }
}
