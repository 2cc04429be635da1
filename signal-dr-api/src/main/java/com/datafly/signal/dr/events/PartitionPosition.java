package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one partition is copied.
 *
 * @param source the partition at the source
 * @param target its copy
 * @param sourceEnd the end of what was committed at the source, as last seen
 * @param seenAt when that was
 * @param copiedTo the source's offset that is copied next
 * @param exact whether that is surely so; else it may be more, or if the source does not answer, is counted by what
 *     stands at the target, which is too much where copying went back after a crash
 * @param behindSince when the source's end passed what is copied, as far as it was watched; empty if nothing is missing
 *     or nobody watched
 * @since 0.1
 */
public record PartitionPosition(
        PartitionId source,
        PartitionId target,
        long sourceEnd,
        Instant seenAt,
        long copiedTo,
        boolean exact,
        Optional<Instant> behindSince) {

    /** Refuses null. */
    public PartitionPosition {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireNonNull(seenAt, "seenAt");
        requireNonNull(behindSince, "behindSince");
    }

    /** Returns how many offsets of the source are not copied: as many records at most. */
    public long recordsAtRisk() {
        return Math.max(0, sourceEnd - copiedTo);
    }

    /** Returns for how long records have waited to be copied at the moment of the last look; empty if not known. */
    public Optional<Duration> timeAtRisk() {
        if (recordsAtRisk() == 0) {
            return Optional.of(Duration.ZERO);
        }
        return behindSince.map(since -> Duration.between(since, seenAt));
    }
}
