package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.events.PartitionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Notices that nothing more comes of what was to be read, and finds out why: a log that was cut back never reaches an
 * end that it had before. Not thread-safe.
 */
final class Standstill {

    private static final int LOOK_EVERY = 30;
    private static final int PATIENCE = 1_200;

    private final CopySource source;
    private final CopyCursor cursor;
    private final Duration poll;
    private long travelled;
    private int inVain;

    /** Watches who reads {@code source} and waits for {@code poll} each time. */
    Standstill(CopySource source, CopyCursor cursor, Duration poll) {
        this.source = source;
        this.cursor = cursor;
        this.poll = poll;
    }

    /**
     * Counts a poll; every few seconds without progress it asks the source for its ends.
     *
     * @return what the source had, and has no more
     * @throws DrException with {@code UNAVAILABLE} if nothing is gone, and nothing came for minutes
     */
    Optional<CopyHole> afterPoll() {
        if (cursor.travelled() != travelled) {
            travelled = cursor.travelled();
            inVain = 0;
            return Optional.empty();
        }
        inVain++;
        Map<PartitionId, CopyRange> missed = inVain % LOOK_EVERY == 0 ? cursor.missed() : Map.of();
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        Map<PartitionId, Long> ends = source.ends(missed.keySet());
        for (Map.Entry<PartitionId, CopyRange> each : missed.entrySet()) {
            long wanted = each.getValue().to();
            long there = ends.getOrDefault(each.getKey(), wanted);
            if (there < wanted) {
                return Optional.of(new CopyHole(each.getKey(), there, wanted));
            }
        }
        if (inVain >= PATIENCE) {
            throw stuck(missed);
        }
        return Optional.empty();
    }

    private DrException stuck(Map<PartitionId, CopyRange> missed) {
        Map.Entry<PartitionId, CopyRange> first = missed.entrySet().iterator().next();
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                "read events",
                "nothing came for " + poll.multipliedBy(inVain).toSeconds() + " s of offsets "
                        + first.getValue().from() + " to " + first.getValue().to() + " of " + first.getKey()
                        + ", and of " + (missed.size() - 1) + " partitions more",
                failure -> failure.retry(RetryAdvice.SAFE)
                        .hint("A transaction may be open there, and hides what stands behind it: find its writer, or"
                                + " have the cluster abort it."));
    }

    /** Returns the failure of who must have what is gone. */
    static DrException cutBack(CopyHole hole) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "read " + hole.partition(),
                "the log ends at offset " + hole.from() + " now, and had events up to offset " + hole.to()
                        + ": it was cut back, or made anew",
                failure -> failure.detail("partition", hole.partition())
                        .detail("latest", hole.from())
                        .detail("end", hole.to())
                        .hint("What stood at offsets " + hole.from() + " to " + hole.to() + " of " + hole.partition()
                                + " is gone from the source. Read it from an archive or from another cluster, or do"
                                + " without."));
    }
}
