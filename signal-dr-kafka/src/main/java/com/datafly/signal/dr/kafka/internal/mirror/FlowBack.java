package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.ReaderSettings;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.apache.kafka.connect.mirror.ReplicationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What MirrorMaker writes, wherever it runs, at the cluster that it copies to: pairs of offsets, checkpoints, and each
 * second a heartbeat, also while there is nothing to copy. Heartbeats it sends by default to the cluster that it copies
 * from, too: they alone do not prove that anything is copied.
 */
public final class FlowBack {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long HIDDEN = -1;

    /** Heartbeats of a hundred other flows may come between two of this one. */
    private static final long NEWEST = 200;

    private final MirrorFlow flow;
    private final String heartbeats;
    private final Set<String> topics = new HashSet<>();

    /**
     * Looks for one flow.
     *
     * @param syncsToo whether pairs of offsets are its own: those that the opposite flow keeps at its source have the
     *     same topic
     */
    FlowBack(MirrorFlow flow, ReplicationPolicy policy, boolean syncsToo) {
        this.flow = flow;
        this.heartbeats = policy.heartbeatsTopic();
        topics.add(heartbeats);
        topics.add(policy.checkpointsTopic(flow.source()));
        if (syncsToo) {
            topics.add(policy.offsetSyncsTopic(flow.source()));
        }
    }

    /**
     * Looks for one that keeps names.
     *
     * @param separator of the policy, if it is not the usual one
     * @param inInternalNames whether topics of MirrorMaker's own have that separator too
     */
    public static FlowBack keepingNames(
            MirrorFlow flow, boolean syncsToo, Optional<String> separator, boolean inInternalNames) {
        MirrorNaming naming =
                MirrorNaming.of(flow.source(), "identity", MirrorNaming.settings(separator, inInternalNames));
        return new FlowBack(flow, naming.policy(), syncsToo);
    }

    /**
     * Returns how far each topic is that the flow writes, -1 for one that we may not look at; empty if none is there.
     * Heartbeats of other flows do not count.
     */
    public Map<String, Long> traces(EventStreamDriver cluster) {
        Map<String, Long> traces = new HashMap<>();
        Answers<String, Topic> found = cluster.describeTopics(topics);
        found.failed().forEach((topic, failure) -> {
            if (failure.code() == ErrorCode.PERMISSION_DENIED) {
                traces.put(topic, HIDDEN);
            } else if (failure.code() != ErrorCode.NOT_FOUND) {
                throw failure;
            }
        });
        Set<PartitionId> partitions = new HashSet<>();
        found.found().keySet().forEach(topic -> partitions.add(new PartitionId(topic, 0)));
        if (partitions.isEmpty()) {
            return traces;
        }
        cluster.offsets(partitions, OffsetPoint.latest()).orThrow().forEach((partition, end) -> {
            if (partition.topic().equals(heartbeats)) {
                lastBeat(cluster, partition, end.offset()).ifPresent(offset -> traces.put(heartbeats, offset));
            } else {
                traces.put(partition.topic(), end.offset());
            }
        });
        return traces;
    }

    /** Returns which of two looks' topics grew and do so only where something is copied. */
    public Set<String> proving(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> grown = new TreeMap<>(now);
        grown.remove(heartbeats);
        // One that was made meanwhile and is empty yet tells of somebody who means to copy, not of copying.
        grown.entrySet().removeIf(each -> each.getValue().equals(before.getOrDefault(each.getKey(), 0L)));
        return grown.keySet();
    }

    private Optional<Long> lastBeat(EventStreamDriver cluster, PartitionId log, long end) {
        OffsetAnswer start =
                cluster.offsets(Set.of(log), OffsetPoint.earliest()).orThrow().get(log);
        long from = Math.max(start == null ? 0 : start.offset(), end - NEWEST);
        if (from >= end) {
            return Optional.empty();
        }
        try (EventReader reader = cluster.reader(ReaderSettings.uncommitted())) {
            reader.seek(Map.of(log, from));
            return lastBeat(reader, log, end);
        } catch (DrException e) {
            if (e.code() == ErrorCode.PERMISSION_DENIED) {
                return Optional.of(HIDDEN);
            }
            throw e;
        }
    }

    private Optional<Long> lastBeat(EventReader reader, PartitionId log, long end) {
        Optional<Long> last = Optional.empty();
        long begin = System.nanoTime();
        while (reader.positions().getOrDefault(log, 0L) < end) {
            for (EventRecord each : reader.poll(POLL)) {
                last = isBeat(each) ? Optional.of(each.offset()) : last;
            }
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw DrException.of(
                        ErrorCode.UNAVAILABLE,
                        "look for MirrorMaker " + flow,
                        log + " could not be read up to " + end + " in " + PATIENCE.toSeconds() + " s");
            }
        }
        return last;
    }

    private boolean isBeat(EventRecord found) {
        byte @Nullable [] key = found.key();
        byte @Nullable [] value = found.value();
        if (key == null || value == null) {
            return false;
        }
        try {
            Heartbeat beat =
                    Heartbeat.deserializeRecord(new ConsumerRecord<>(heartbeats, 0, found.offset(), key, value));
            return beat.sourceClusterAlias().equals(flow.source())
                    && beat.targetClusterAlias().equals(flow.target());
        } catch (SchemaException | BufferUnderflowException e) {
            // Somebody's record that is no heartbeat.
            return false;
        }
    }
}
