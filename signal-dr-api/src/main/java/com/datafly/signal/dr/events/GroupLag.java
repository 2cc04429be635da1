package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.report.Durations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one group has not read.
 *
 * @since 0.1
 */
public final class GroupLag {

    private final ConsumerGroup group;
    private final boolean expected;
    private final boolean membersRequired;
    private final TopicLag total;
    private final List<String> missingTopics;
    private final @Nullable DrException failure;

    private GroupLag(
            ConsumerGroup group, LagQuery query, TopicLag total, List<String> missing, @Nullable DrException failure) {
        this.group = requireNonNull(group, "group");
        this.expected = query.expected().containsKey(group.name());
        this.membersRequired = query.membersRequired();
        this.total = total;
        this.missingTopics = List.copyOf(missing);
        this.failure = failure;
    }

    /**
     * Describes a group.
     *
     * @param missingTopics the topics that it is expected to read and the cluster does not have
     */
    public static GroupLag of(
            ConsumerGroup group, LagQuery query, List<PartitionLag> partitions, List<String> missingTopics) {
        return new GroupLag(group, query, TopicLag.of(partitions), missingTopics, null);
    }

    /** Describes a group that could not be read. */
    public static GroupLag unreadable(ConsumerGroup group, LagQuery query, DrException failure) {
        return new GroupLag(group, query, TopicLag.of(List.of()), List.of(), requireNonNull(failure, "failure"));
    }

    /** Returns the group's id. */
    public String name() {
        return group.name();
    }

    /** Returns the group as it was. One that is {@code DEAD} does not exist, or has neither members nor offsets. */
    public ConsumerGroup group() {
        return group;
    }

    /** Tells whether it was expected. */
    public boolean expected() {
        return expected;
    }

    /** Returns all partitions together. */
    public TopicLag total() {
        return total;
    }

    /** Returns the partitions, in order. */
    public List<PartitionLag> partitions() {
        return total.partitions();
    }

    /** Returns the lag by topic, in order. */
    public Map<String, TopicLag> topics() {
        Map<String, List<PartitionLag>> byTopic = total.partitions().stream()
                .collect(Collectors.groupingBy(lag -> lag.partition().topic(), TreeMap::new, Collectors.toList()));
        Map<String, TopicLag> topics = new TreeMap<>();
        byTopic.forEach((topic, partitions) -> topics.put(topic, TopicLag.of(partitions)));
        return Collections.unmodifiableMap(topics);
    }

    /** Returns the lag at a partition; empty if the group has nothing to do with it. */
    public Optional<PartitionLag> partition(PartitionId id) {
        return total.partitions().stream()
                .filter(lag -> lag.partition().equals(id))
                .findFirst();
    }

    /** Returns the topics that it is expected to read and the cluster does not have. */
    public List<String> missingTopics() {
        return missingTopics;
    }

    /** Returns why it could not be read, if it could not. */
    public Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Tells whether nobody reads for it though something is unread. */
    public boolean abandoned() {
        return group.state().idle() && total.knownMessages() > 0;
    }

    /** Tells whether everything about it was found out, whatever it is. */
    public boolean known() {
        return failure == null
                && total.partitions().stream().noneMatch(lag -> lag.state() == PartitionLag.State.UNREADABLE);
    }

    /**
     * Tells whether the group is there, was read, and has read every partition of its topics to the end, with nothing
     * held back by an open transaction.
     */
    public boolean zero() {
        return obstacles().isEmpty();
    }

    /** Returns why it is not at zero, for a person, a sentence each; empty if it is. */
    public List<String> obstacles() {
        if (failure != null) {
            return List.of("the group '" + name() + "' cannot be read: " + failure.problem());
        }
        List<String> obstacles = new ArrayList<>();
        if (group.state() == GroupState.DEAD) {
            return List.of("there is no group '" + name() + "'");
        }
        if (membersRequired && group.state() != GroupState.STABLE) {
            obstacles.add("nobody consumes in the group '" + name() + "': it is " + group.state());
        }
        missingTopics.forEach(topic -> obstacles.add("there is no topic '" + topic + "'"));
        if (total.partitions().isEmpty() && missingTopics.isEmpty()) {
            obstacles.add("the group '" + name() + "' committed nothing");
        }
        total.partitions().forEach(lag -> lag.obstacle().ifPresent(why -> obstacles.add(name() + ": " + why)));
        return List.copyOf(obstacles);
    }

    @Override
    public String toString() {
        String messages = total.messages().isPresent()
                ? Long.toString(total.knownMessages())
                : "at least " + total.knownMessages();
        String delay = total.delay().map(Durations::words).orElse("at least " + Durations.words(total.knownDelay()));
        return failure == null
                ? group + ": " + messages + " messages, " + delay
                : obstacles().get(0);
    }
}
