package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * One consumer group.
 *
 * @since 0.1
 */
public final class ConsumerGroup {

    private final String name;
    private final GroupState state;
    private final int members;
    private final Set<PartitionId> assigned;

    private ConsumerGroup(String name, GroupState state, int members, Set<PartitionId> assigned) {
        this.name = requireNonNull(name, "name");
        this.state = requireNonNull(state, "state");
        this.members = members;
        this.assigned = Set.copyOf(assigned);
    }

    /** Describes a group. */
    public static ConsumerGroup of(String name, GroupState state, int members) {
        return new ConsumerGroup(name, state, members, Set.of());
    }

    /** Returns this with the partitions that its members read now. */
    public ConsumerGroup reading(Set<PartitionId> partitions) {
        return new ConsumerGroup(name, state, members, partitions);
    }

    /** Returns the group's id. */
    public String name() {
        return name;
    }

    /** Returns whether somebody consumes. */
    public GroupState state() {
        return state;
    }

    /** Returns how many members it has now. */
    public int members() {
        return members;
    }

    /** Returns the partitions that its members read now, as far as the cluster tells, committed or not. */
    public Set<PartitionId> assigned() {
        return assigned;
    }

    @Override
    public String toString() {
        return name + " (" + state + ", " + members + " members)";
    }
}
