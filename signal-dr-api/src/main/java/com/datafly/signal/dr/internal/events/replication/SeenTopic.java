package com.datafly.signal.dr.internal.events.replication;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A topic of the source as it was last seen.
 *
 * @param id its id; empty where the cluster has none
 * @param at when
 * @param ends the ends of its partitions, in order
 * @param behindSince since when each partition's copy was behind, in milliseconds since 1970 in UTC; 0 if it was not
 * @param terms the numbers of its partitions' terms, in order; -1 where the cluster does not tell
 * @param starts the first offsets that its partitions had, in order; shorter where they were not seen
 */
record SeenTopic(String id, Instant at, List<Long> ends, List<Long> behindSince, List<Long> terms, List<Long> starts) {

    SeenTopic {
        ends = List.copyOf(ends);
        behindSince = List.copyOf(behindSince);
        terms = List.copyOf(terms);
        starts = List.copyOf(starts);
    }

    /** Returns the end of a partition; -1 if it was never seen. */
    long end(int partition) {
        return partition < ends.size() ? ends.get(partition) : -1;
    }

    Optional<Instant> behindSince(int partition) {
        long since = partition < behindSince.size() ? behindSince.get(partition) : 0;
        return since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since));
    }

    /** Returns the number of a partition's term; -1 if it is not known. */
    long term(int partition) {
        return partition < terms.size() ? terms.get(partition) : -1;
    }

    /** Returns the first offset that a partition had; 0 if it was never seen. */
    long start(int partition) {
        return partition < starts.size() ? starts.get(partition) : 0;
    }

    /** Tells whether it shows the same, whenever that was seen. */
    boolean sameAs(SeenTopic other) {
        return id.equals(other.id)
                && ends.equals(other.ends)
                && behindSince.equals(other.behindSince)
                && terms.equals(other.terms)
                && starts.equals(other.starts);
    }
}
