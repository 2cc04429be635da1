package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.archive.DefaultEventArchive;
import java.time.Duration;
import java.util.List;

/**
 * Topics of a cluster kept in an object store, for audits and for restores when every cluster is lost.
 *
 * <p>Events are kept with key, value, headers, timestamp and offset, in compressed segments by partition. A segment
 * exists once a link names it, with its hash and that of the link before: so an archive is whole up to its last link
 * after a crash at any point, and every offset in it is accounted for. Either its event is there, or the cluster still
 * had the offset and there was none (transaction markers, aborted events, compaction), or the cluster had removed it
 * before it was archived, which is written down as an {@link ArchiveGap}. A topic that was made anew begins a new
 * lineage.
 *
 * <p>Objects are only ever added. Who may remove them, and when, is for the store: give the bucket an object lock or a
 * lifecycle rule for as long as audits need them. A lineage is removed as a whole, with all objects whose key holds its
 * id, or not at all: a chain whose beginning is gone is broken for {@link #verify()}.
 *
 * <p>One archive can hold topics of several clusters. Thread-safe, for different topics.
 *
 * @since 0.1
 */
public sealed interface EventArchive permits DefaultEventArchive {

    /**
     * Archives what was committed in the topics until now and is not in the archive yet. Repeating it after a failure
     * goes on where it ended.
     *
     * @throws DrException with {@code NOT_FOUND} for a topic that is named and not there, {@code CONFLICT} if another
     *     archiver works on the same topic, {@code INTEGRITY_FAILED} if the end of the archive is damaged,
     *     {@code UNAVAILABLE} if the cluster or the store does not answer. What was linked before stays. A partition
     *     that fails by itself is in {@link ArchiveReport#failed()}: one whose log is shorter than the archive, or
     *     holds other events than were archived
     */
    ArchiveReport append(ArchiveRequest request);

    /**
     * Archives in the background, a round of {@link #append} every {@code interval}, until it is closed. Topics that
     * are made meanwhile are taken in.
     *
     * @param interval how much may be lost with the cluster, roughly; each round ends its segments, so a short one
     *     makes many small objects
     * @throws DrException with {@code INVALID_ARGUMENT} for an interval below 100 ms
     */
    ArchiveTail follow(ArchiveRequest request, Duration interval);

    /**
     * Lists what is in the archive, by its links.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail {@code object} if a chain is broken
     */
    List<ArchivedTopic> topics();

    /** Reads the whole archive and checks every hash, link and offset, without a cluster. Findings are no failure. */
    ArchiveCheck verify();

    /**
     * Verifies, and makes sure that the archive still has the end that {@link ArchiveReport#seal()} stood for: that
     * nothing was cut off which only a look at the archive itself could not tell.
     */
    ArchiveCheck verify(String seal);

    /**
     * Restores a topic to this stream, with partitions, timestamps and headers as they were, and places consumer groups
     * at the very events that they would have read next. A topic that is not there is made. It keeps its events for
     * ever, for a retention by time would remove what is old at once: set it again when the consumers are through.
     *
     * <p>Called again it goes on, after a failure or with what was archived since, and writes nothing twice where the
     * cluster has transactions. It ends where the archive ended when it was called, as {@link RestoredTopic#from()}
     * says. Before it writes it makes sure that the archive is as long as it was sealed last.
     *
     * @throws DrException with {@code NOT_FOUND} for a topic that is not in the archive, {@code INVALID_ARGUMENT} if
     *     there are several lineages and none was named, {@code ALREADY_EXISTS} if the target holds events,
     *     {@code FAILED_PRECONDITION} if it has another number of partitions, {@code INTEGRITY_FAILED} if the archive
     *     is damaged, or has lost the end of a partition: no damaged segment is restored
     */
    RestoredTopic restore(TopicRestore restore);

    /**
     * Keeps the cluster's topics, settings, access rules and group offsets in the archive, beside those of before. What
     * may not be read is said in {@link ClusterMetadata#unread()}.
     */
    ClusterMetadata exportMetadata();

    /**
     * Returns the newest export of each cluster.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail {@code object} if one is damaged
     */
    List<ClusterMetadata> metadata();

    /**
     * Compares an export with this stream's cluster. Group offsets are planned only for topics that are the very ones
     * of the export; for others the offsets mean different events, and {@link #restore} translates them.
     */
    MetadataPlan planMetadata(ClusterMetadata metadata);

    /**
     * Does what a plan says, and returns what was not done and why. What has come to be there meanwhile is left as it
     * is. Repeating it does no harm.
     */
    List<DrException> restoreMetadata(MetadataPlan plan);
}
