package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What a replay reads of one partition.
 *
 * @param source the partition
 * @param target the topic that its events go to
 * @param from the first offset
 * @param to the offset that is not read any more; {@link Long#MAX_VALUE} if the replay goes on until it is stopped
 * @param events how many events it writes
 * @param counted whether that was counted by reading; else it is the number of offsets, which is the most it can be
 * @param missingBefore the time of the partition's first event, where the replay should begin earlier and older events
 *     are gone; the present where all are
 * @since 0.1
 */
public record ReplayPart(
        PartitionId source,
        String target,
        long from,
        long to,
        long events,
        boolean counted,
        Optional<Instant> missingBefore) {

    /** Refuses null. */
    public ReplayPart {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireNonNull(missingBefore, "missingBefore");
    }
}
