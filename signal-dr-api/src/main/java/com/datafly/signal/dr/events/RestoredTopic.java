package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a restore from an {@link EventArchive} came to. Immutable.
 *
 * @since 0.1
 */
public final class RestoredTopic {

    private final String topic;
    private final ArchivedTopic from;
    private final long records;
    private final Answers<String, Map<PartitionId, Long>> groups;
    private final List<String> notes;

    private RestoredTopic(
            String topic,
            ArchivedTopic from,
            long records,
            Answers<String, Map<PartitionId, Long>> groups,
            List<String> notes) {
        this.topic = requireNonNull(topic, "topic");
        this.from = requireNonNull(from, "from");
        this.records = records;
        this.groups = requireNonNull(groups, "groups");
        this.notes = List.copyOf(notes);
    }

    /** Describes what was restored; see the accessors. */
    public static RestoredTopic of(
            String topic,
            ArchivedTopic from,
            long records,
            Answers<String, Map<PartitionId, Long>> groups,
            List<String> notes) {
        return new RestoredTopic(topic, from, records, groups, notes);
    }

    /** Returns the topic that the events were restored to. */
    public String topic() {
        return topic;
    }

    /** Returns what they were restored from. */
    public ArchivedTopic from() {
        return from;
    }

    /** Returns how many events were restored, by all calls that this restore took. */
    public long records() {
        return records;
    }

    /** Returns what is missing, because the cluster had removed it before it was archived. */
    public List<ArchiveGap> gaps() {
        return from.ranges().stream().flatMap(range -> range.gaps().stream()).toList();
    }

    /** Returns where each group reads on, by partition of {@link #topic()}. */
    public Map<String, Map<PartitionId, Long>> groups() {
        return Collections.unmodifiableMap(new TreeMap<>(groups.found()));
    }

    /** Returns the groups that were not placed, and why. */
    public Map<String, DrException> failedGroups() {
        return groups.failed();
    }

    /** Returns what else a person should know, as settings that differ from the archived topic's. */
    public List<String> notes() {
        return notes;
    }

    @Override
    public String toString() {
        return records + " events restored to " + topic + ", " + groups.found().size() + " groups placed"
                + (groups.failed().isEmpty()
                        ? ""
                        : ", not placed: " + groups.failed().keySet());
    }
}
