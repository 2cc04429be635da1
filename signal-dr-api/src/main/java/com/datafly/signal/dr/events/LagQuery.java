package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whose lag is measured, and how.
 *
 * @since 0.1
 */
public final class LagQuery {

    private static final int MOST_READS = 10_000;

    private final Map<String, Set<String>> expected;
    private final boolean everyGroup;
    private final boolean membersRequired;
    private final int mostReads;

    private LagQuery(Builder builder) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        builder.expected.forEach(
                (group, topics) -> groups.put(group, Collections.unmodifiableSet(new LinkedHashSet<>(topics))));
        this.expected = Collections.unmodifiableMap(groups);
        this.everyGroup = builder.everyGroup;
        this.membersRequired = builder.membersRequired;
        this.mostReads = builder.mostReads;
    }

    /**
     * Asks for groups. Default: times too, of up to 10,000 partitions with lag; groups need no members.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a blank name, or if nothing is asked for
     */
    public static LagQuery of(Consumer<Builder> groups) {
        Builder builder = new Builder();
        groups.accept(builder);
        if (builder.expected.isEmpty() && !builder.everyGroup) {
            throw invalid("no group is named", "Name the groups, or ask for everyGroup().");
        }
        return new LagQuery(builder);
    }

    /** Expects groups, each to have read every partition of the topics that it reads. */
    public static LagQuery groups(String... groups) {
        return of(query -> List.of(groups).forEach(query::group));
    }

    /** Returns the groups that are expected, with the topics that each must read, besides those it has commits for. */
    public Map<String, Set<String>> expected() {
        return expected;
    }

    /** Tells whether the other groups of the cluster are measured too. */
    public boolean everyGroup() {
        return everyGroup;
    }

    /** Tells whether a group without members that consume does not count as being at zero. */
    public boolean membersRequired() {
        return membersRequired;
    }

    /** Returns of how many partitions the next record is read at most; 0 to measure messages alone. */
    public int mostReads() {
        return mostReads;
    }

    @Override
    public String toString() {
        return "lag of " + expected.keySet() + (everyGroup ? " and every other group" : "");
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "ask for consumer lag", problem, failure -> failure.hint(hint));
    }

    /**
     * Collects what is asked for. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Map<String, Set<String>> expected = new LinkedHashMap<>();
        private boolean everyGroup;
        private boolean membersRequired;
        private int mostReads = MOST_READS;

        private Builder() {}

        /**
         * Expects a group to have read every partition of {@code topics}, and of the topics that it has commits for.
         * Name the topics where a group may never have read one of them: nothing in the cluster shows that it should.
         */
        public Builder group(String name, String... topics) {
            if (name.isBlank()) {
                throw invalid("the name of a group is blank", "Name the group, as in group(\"event-processor\").");
            }
            expected.computeIfAbsent(name, any -> new LinkedHashSet<>()).addAll(List.of(topics));
            return this;
        }

        /** Measures all groups of the cluster, too. They are not expected: they decide nothing. */
        public Builder everyGroup() {
            this.everyGroup = true;
            return this;
        }

        /** Lets a group without members that consume not count as being at zero. */
        public Builder requireMembers() {
            this.membersRequired = true;
            return this;
        }

        /**
         * Reads the next record of so many partitions at most, those with the most messages first; of the others the
         * time is unknown.
         */
        public Builder mostReads(int partitions) {
            if (partitions < 0) {
                throw invalid("mostReads is " + partitions, "Use zero or more.");
            }
            this.mostReads = partitions;
            return this;
        }

        /** Reads no record: times are unknown, and messages may count what only takes up offsets. */
        public Builder messagesOnly() {
            return mostReads(0);
        }
    }
}
