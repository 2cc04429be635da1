package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.PartitionId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A consumer group. Guarded by its cluster's monitor. */
final class InMemoryGroup {

    private final String name;
    private final Map<PartitionId, GroupOffset> offsets = new TreeMap<>();
    private final Set<PartitionId> assigned = new TreeSet<>();
    private int members;
    private @Nullable GroupState state;

    InMemoryGroup(String name) {
        this.name = name;
    }

    Map<PartitionId, GroupOffset> offsets() {
        return offsets;
    }

    void members(int count) {
        members = count;
    }

    void read(Set<PartitionId> partitions) {
        assigned.addAll(partitions);
    }

    void state(@Nullable GroupState fixed) {
        state = fixed;
    }

    GroupState state() {
        if (state != null) {
            return state;
        }
        if (members > 0) {
            return GroupState.STABLE;
        }
        return offsets.isEmpty() ? GroupState.DEAD : GroupState.EMPTY;
    }

    ConsumerGroup describe() {
        return ConsumerGroup.of(name, state(), members).reading(members > 0 ? assigned : Set.of());
    }
}
