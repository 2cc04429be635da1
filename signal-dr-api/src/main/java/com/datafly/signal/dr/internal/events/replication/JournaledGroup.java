package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a group had committed at the source.
 *
 * @param readAt when that was read
 * @param commits the commits
 * @param witnesses the records at them, of those partitions whose pairs of offsets leave something open
 */
record JournaledGroup(Instant readAt, Map<PartitionId, GroupOffset> commits, Map<PartitionId, Witness> witnesses) {

    JournaledGroup {
        commits = Collections.unmodifiableMap(new TreeMap<>(commits));
        witnesses = Collections.unmodifiableMap(new TreeMap<>(witnesses));
    }

    /** Returns it by topic: all partitions of a group may be too many for one message. */
    Map<String, JournaledGroup> byTopic() {
        Map<String, Map<PartitionId, GroupOffset>> offsets = new TreeMap<>();
        commits.forEach((partition, offset) -> offsets.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition, offset));
        Map<String, Map<PartitionId, Witness>> records = new TreeMap<>();
        witnesses.forEach((partition, record) -> records.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition, record));
        Map<String, JournaledGroup> parts = new TreeMap<>();
        offsets.forEach((topic, mine) ->
                parts.put(topic, new JournaledGroup(readAt, mine, records.getOrDefault(topic, Map.of()))));
        return parts;
    }

    /** Returns what {@link #byTopic} took apart. */
    static JournaledGroup of(Collection<JournaledGroup> parts) {
        Map<PartitionId, GroupOffset> offsets = new TreeMap<>();
        Map<PartitionId, Witness> records = new TreeMap<>();
        Instant readAt = Instant.EPOCH;
        for (JournaledGroup part : parts) {
            offsets.putAll(part.commits);
            records.putAll(part.witnesses);
            readAt = part.readAt.isAfter(readAt) ? part.readAt : readAt;
        }
        return new JournaledGroup(readAt, offsets, records);
    }

    boolean sameAs(JournaledGroup other) {
        return commits.equals(other.commits) && witnesses.equals(other.witnesses);
    }
}
