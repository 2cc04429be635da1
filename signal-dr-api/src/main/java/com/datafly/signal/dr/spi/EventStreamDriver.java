package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One cluster that keeps events in topics of partitions. A driver translates: it asks and changes, many things in few
 * requests, does not retry and remembers nothing between calls. The portable layer plans, repeats, measures and proves.
 *
 * <p>Methods throw {@link DrException}. Those that concern many things fail as a whole only if the cluster does not
 * answer at all; else each thing that failed says so by itself. "Not found" and "not permitted" are never folded
 * together, and a thing that is missing is never left out silently.
 *
 * <p>Thread-safe, except for readers and writers. {@code EventStreamDriverContract} in {@code signal-dr-tck} is the
 * executable form of this page.
 *
 * @since 0.1
 */
public interface EventStreamDriver extends AutoCloseable {

    /** Returns the name that the cluster gave itself, which no other cluster has. */
    String clusterId();

    /** Asks what the cluster can do for the credential in use. */
    EventCapabilities capabilities();

    /** Asks how the cluster is, and looks at every partition. */
    StreamHealth health();

    /** Lists all topics, the cluster's own too. */
    List<Topic> topics();

    /** Looks at topics by name, the cluster's own too. */
    Answers<String, Topic> describeTopics(Set<String> names);

    /**
     * Reads settings of topics.
     *
     * @param names the settings to read; empty for all
     */
    Answers<String, Map<String, TopicSetting>> settings(Set<String> topics, Set<String> names);

    /**
     * Changes settings of topics, those that are named and no others. Repeating the call does no harm. Topics are
     * changed independently: some may fail while others succeed.
     *
     * @param changes by topic and setting; empty to go back to the cluster's default
     * @param dryRun only checks whether the cluster would take them
     * @return the topics that were not changed, and why, each with its effect
     */
    Map<String, DrException> changeSettings(Map<String, Map<String, Optional<String>>> changes, boolean dryRun);

    /**
     * Makes topics. One that exists fails with {@code ALREADY_EXISTS}.
     *
     * @return the topics that were not made, and why
     */
    Map<String, DrException> createTopics(List<TopicSpec> topics);

    /** Asks for the offset at {@code point} of each partition. Where no record is that young, there is no answer. */
    Answers<PartitionId, OffsetAnswer> offsets(Set<PartitionId> partitions, OffsetPoint point);

    /**
     * Asks for the number of each partition's term: it grows whenever another broker, or the same one started again,
     * takes the partition over. A log is cut off at such a moment alone. Empty where the cluster does not tell.
     */
    default Map<PartitionId, Long> terms(Set<PartitionId> partitions) {
        return Map.of();
    }

    /** Lists the consumer groups that have offsets or members. */
    List<ConsumerGroup> groups();

    /** Lists the names of the same groups, which may cost less. */
    Set<String> groupNames();

    /** Looks at consumer groups. One that does not exist is {@code DEAD}. */
    Answers<String, ConsumerGroup> groups(Set<String> names);

    /** Reads what groups committed. A partition without a commit is not there. */
    Answers<String, Map<PartitionId, GroupOffset>> groupOffsets(Set<String> groups);

    /**
     * Moves offsets of consumer groups, of the partitions that are named and no others; a group that does not exist is
     * made. A group whose members consume is refused with {@code FAILED_PRECONDITION}, by the cluster itself: so there
     * is no moment between the look and the change.
     *
     * @return the groups that were not moved, or not wholly, and why, each with its effect
     */
    Map<String, DrException> changeGroupOffsets(Map<String, Map<PartitionId, GroupOffset>> offsets);

    /** Lists the access rules. */
    List<AclRule> acls();

    /** Adds access rules. One that is there already is no failure. */
    void addAcls(List<AclRule> rules);

    /** Removes access rules. One that is not there is no failure. */
    void removeAcls(List<AclRule> rules);

    /** Opens a reader of partitions. It belongs to no group and commits nothing. The caller closes it. */
    EventReader reader(ReaderSettings settings);

    /** Opens a writer. The caller closes it. */
    EventWriter writer(WriterSettings settings);

    /**
     * Returns how topics of {@code source} are copied to this cluster, as this cluster's options say; empty if they
     * name no source.
     *
     * @param source the other cluster's driver, which may not answer any more
     */
    default Optional<ReplicationDriver> replicationFrom(EventStreamDriver source) {
        return Optional.empty();
    }

    /** Returns the software's own client, if it is a {@code T}. */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /** Releases connections and threads. */
    @Override
    void close();
}
