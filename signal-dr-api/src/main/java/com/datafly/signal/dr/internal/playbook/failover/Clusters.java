package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.internal.events.replication.DefaultEventReplication;
import com.datafly.signal.dr.internal.events.replication.ReplicaLink;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The two clusters of a run, as the steps of a failover need them. */
final class Clusters {

    private Clusters() {}

    static StreamResource of(EventStream stream) {
        return ((DefaultEventStream) stream).resource();
    }

    /** Returns the cluster that was the primary before the failover. */
    static StreamResource old(StepContext context) {
        return of(context.events());
    }

    /** Returns the cluster that stood by before the failover. */
    static StreamResource standby(StepContext context) {
        return of(context.standbyEvents());
    }

    static DefaultEventReplication replication(StepContext context) {
        return (DefaultEventReplication) context.standbyEvents().replicationFrom(context.events());
    }

    static ReplicaLink link(StepContext context) {
        return replication(context).link();
    }

    /** Returns an offset of each partition; one that is not there is a failure. */
    static Map<PartitionId, Long> offsets(StreamResource stream, Set<PartitionId> partitions, OffsetPoint point) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<PartitionId, Long> offsets = new HashMap<>();
        stream.read(
                        "read offsets of " + stream.address(),
                        driver -> driver.offsets(partitions, point).orThrow())
                .forEach((partition, answer) -> offsets.put(partition, offset(answer)));
        return offsets;
    }

    /** Returns the topics that neither the cluster nor a tool keeps for itself, by name. */
    static Map<String, Topic> topics(StreamResource stream) {
        Map<String, Topic> topics = new TreeMap<>();
        stream.read("list the topics of " + stream.address(), EventStreamDriver::topics).stream()
                .filter(topic -> !TopicPattern.reserved(topic))
                .forEach(topic -> topics.put(topic.name(), topic));
        return topics;
    }

    /** Tells whether a partition is there. */
    static boolean has(Map<String, Topic> topics, PartitionId partition) {
        Topic topic = topics.get(partition.topic());
        return topic != null && partition.partition() < topic.partitions();
    }

    private static Long offset(OffsetAnswer answer) {
        return answer.offset();
    }

    /** Returns what an earlier step left, or refuses. */
    static <T> T require(StepContext context, String step, Class<T> type) {
        return context.output(step, type)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        context.stepId(),
                        "the step '" + step + "' has left nothing yet",
                        failure -> failure.hint("Put this step behind '" + step + "' by after, under that very id.")));
    }

    /** Tells whether a failure says that nobody answers. */
    static boolean silent(DrException failure) {
        return failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.DEADLINE_EXCEEDED;
    }
}
