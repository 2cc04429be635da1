package com.datafly.signal.dr.events;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link EventArchive#restoreMetadata} would do at a cluster. Nothing that is there is ever changed. Immutable.
 *
 * @since 0.1
 */
public final class MetadataPlan {

    private final List<TopicSpec> topics;
    private final List<AclRule> acls;
    private final Map<String, Map<PartitionId, GroupOffset>> groups;
    private final List<String> notes;

    private MetadataPlan(
            List<TopicSpec> topics,
            List<AclRule> acls,
            Map<String, Map<PartitionId, GroupOffset>> groups,
            List<String> notes) {
        this.topics = List.copyOf(topics);
        this.acls = List.copyOf(acls);
        this.groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        this.notes = List.copyOf(notes);
    }

    /** Describes a plan; takes copies. */
    public static MetadataPlan of(
            List<TopicSpec> topics,
            List<AclRule> acls,
            Map<String, Map<PartitionId, GroupOffset>> groups,
            List<String> notes) {
        return new MetadataPlan(topics, acls, groups, notes);
    }

    /** Returns the topics that would be made, empty. */
    public List<TopicSpec> topics() {
        return topics;
    }

    /** Returns the access rules that would be added. */
    public List<AclRule> acls() {
        return acls;
    }

    /** Returns the offsets that would be set of groups which have none for these partitions. */
    public Map<String, Map<PartitionId, GroupOffset>> groups() {
        return groups;
    }

    /** Returns what would be left as it is though it differs, and why, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** Tells whether there is nothing to do. */
    public boolean isEmpty() {
        return topics.isEmpty() && acls.isEmpty() && groups.isEmpty();
    }

    @Override
    public String toString() {
        return topics.size() + " topics to make, " + acls.size() + " access rules to add, " + groups.size()
                + " groups to place, " + notes.size() + " notes";
    }
}
