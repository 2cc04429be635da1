package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a cluster knows beside its events: topics with their settings, access rules, and where consumer groups are. What
 * the cluster, its replication or this library keeps for itself is not in it. Immutable.
 *
 * @since 0.1
 */
public final class ClusterMetadata {

    private final String cluster;
    private final Instant exportedAt;
    private final List<ExportedTopic> topics;
    private final List<AclRule> acls;
    private final Map<String, Map<PartitionId, GroupOffset>> groupOffsets;
    private final List<String> unread;

    private ClusterMetadata(
            String cluster,
            Instant exportedAt,
            List<ExportedTopic> topics,
            List<AclRule> acls,
            Map<String, Map<PartitionId, GroupOffset>> groupOffsets,
            List<String> unread) {
        this.cluster = requireNonNull(cluster, "cluster");
        this.exportedAt = requireNonNull(exportedAt, "exportedAt");
        this.topics = List.copyOf(topics);
        this.acls = List.copyOf(acls);
        Map<String, Map<PartitionId, GroupOffset>> copy = new LinkedHashMap<>();
        groupOffsets.forEach((group, offsets) -> copy.put(group, Collections.unmodifiableMap(new TreeMap<>(offsets))));
        this.groupOffsets = Collections.unmodifiableMap(copy);
        this.unread = List.copyOf(unread);
    }

    /** Describes a cluster that has no access rules and no groups; takes copies. */
    public static ClusterMetadata of(String cluster, Instant exportedAt, List<ExportedTopic> topics) {
        return new ClusterMetadata(cluster, exportedAt, topics, List.of(), Map.of(), List.of());
    }

    /** Returns this with access rules. */
    public ClusterMetadata acls(List<AclRule> acls) {
        return new ClusterMetadata(cluster, exportedAt, topics, acls, groupOffsets, unread);
    }

    /** Returns this with what groups committed. */
    public ClusterMetadata groupOffsets(Map<String, Map<PartitionId, GroupOffset>> groupOffsets) {
        return new ClusterMetadata(cluster, exportedAt, topics, acls, groupOffsets, unread);
    }

    /** Returns this with what could not be read, a sentence each. */
    public ClusterMetadata unread(List<String> unread) {
        return new ClusterMetadata(cluster, exportedAt, topics, acls, groupOffsets, unread);
    }

    /** Returns the cluster's id. */
    public String cluster() {
        return cluster;
    }

    /** Returns when it was read, by the clock of whoever read it. */
    public Instant exportedAt() {
        return exportedAt;
    }

    /** Returns the topics. */
    public List<ExportedTopic> topics() {
        return topics;
    }

    /** Returns the access rules. */
    public List<AclRule> acls() {
        return acls;
    }

    /** Returns what each group committed. */
    public Map<String, Map<PartitionId, GroupOffset>> groupOffsets() {
        return groupOffsets;
    }

    /** Returns what could not be read and so is not in it, and why. */
    public List<String> unread() {
        return unread;
    }

    @Override
    public String toString() {
        return cluster + " at " + exportedAt + ": " + topics.size() + " topics, " + acls.size() + " access rules, "
                + groupOffsets.size() + " groups" + (unread.isEmpty() ? "" : ", not read: " + unread);
    }
}
