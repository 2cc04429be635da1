package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the software that copies topics from one cluster to another. What holds for an {@link EventStreamDriver}
 * holds here too.
 *
 * @since 0.1
 */
public interface ReplicationDriver {

    /** Returns the name that the copying software knows the source by, as in {@code primary}. */
    String sourceAlias();

    /** Returns the name that a topic of the source has at the target. */
    String targetTopic(String sourceTopic);

    /** Returns the name at the source of a topic of the target; empty if it was not copied from there. */
    Optional<String> sourceTopic(String targetTopic);

    /** Tells whether topics have the same names at both: then both directions at once copy in a circle for ever. */
    boolean keepsNames();

    /**
     * Looks at the source for what copying in the opposite direction, from the target, writes there: whoever runs that
     * is told by this alone. What is further at a second look goes on; what is not has ended, or had nothing to copy.
     *
     * @param source the source's driver
     * @return how far each such topic of the source is written, -1 for one that we may not look at; empty if none is
     *     there, or nobody knows its name
     */
    default Map<String, Long> tracesBack(EventStreamDriver source) {
        return Map.of();
    }

    /**
     * Tells whether a topic of {@link #tracesBack} grows also where nothing is copied, as one of heartbeats does: it
     * alone is no proof that anything is.
     */
    default boolean growsAlsoIdle(String topic) {
        return false;
    }

    /**
     * Reads the pairs of offsets that the copying software wrote down, from a position in its log to the log's end, in
     * the log's order. Nothing is kept back and nothing interpreted. Asks the target alone.
     *
     * @param from the log's position, 0 or what {@link Syncs#next()} was
     * @throws DrException with {@code FAILED_PRECONDITION} if the pairs are kept at the source, which is lost with it
     */
    Syncs syncs(long from);

    /**
     * Returns what tells the log of {@link #syncs} from one that was made anew under its name; empty if nothing does.
     */
    default Optional<String> syncsId() {
        return Optional.empty();
    }

    /**
     * Asks what the copying software's tasks do. Empty if nobody said whom to ask.
     *
     * @throws DrException with {@code UNAVAILABLE} if it does not answer
     */
    Optional<List<ReplicationTask>> tasks();

    /**
     * Tells the copying software to stop copying, and returns without waiting for that.
     *
     * @throws DrException with {@code UNSUPPORTED} if nobody said whom to tell
     */
    void pause();

    /**
     * Tells the copying software to go on.
     *
     * @throws DrException with {@code UNSUPPORTED} if nobody said whom to tell
     */
    void resume();

    /**
     * Tells the copying software to end what copies, so that its positions can be changed, and returns without waiting
     * for that. {@link #resume} begins it again.
     *
     * @throws DrException with {@code UNSUPPORTED} if nobody said whom to tell
     */
    void stop();

    /**
     * Returns the source's offsets from which copying goes on, of the partitions that were copied before.
     *
     * @throws DrException with {@code UNSUPPORTED} if nobody said whom to ask
     */
    Map<PartitionId, Long> positions();

    /**
     * Sets the source's offsets from which copying goes on, of the partitions that are named and no others.
     *
     * @throws DrException with {@code UNSUPPORTED} if nobody said whom to tell; {@code FAILED_PRECONDITION} unless it
     *     was stopped and has ended
     */
    void changePositions(Map<PartitionId, Long> positions);

    /**
     * Writes pairs of offsets down, as the copying software does: of records that came to both clusters by another way.
     * To be called only while nothing is copied.
     *
     * @param syncs the pairs, in the order of their offsets; their positions count for nothing
     */
    void note(List<OffsetSync> syncs);

    /**
     * Pairs of offsets, in the order in which they were written down.
     *
     * @param syncs the pairs
     * @param start the log's first position that could still be read: above {@code from} if some are gone
     * @param next the position to go on from; below {@code from} if the log was made anew
     * @since 0.1
     */
    record Syncs(List<OffsetSync> syncs, long start, long next) {
        /** Takes a copy. */
        public Syncs {
            syncs = List.copyOf(syncs);
        }
    }
}
