package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A marker that came out.
 *
 * @since 0.1
 */
public final class FlowSighting {

    private final PartitionId partition;
    private final long offset;
    private final Duration seenAfter;
    private final @Nullable Duration stampedAfter;

    private FlowSighting(PartitionId partition, long offset, Duration seenAfter, @Nullable Duration stampedAfter) {
        this.partition = requireNonNull(partition, "partition");
        this.offset = offset;
        this.seenAfter = requireNonNull(seenAfter, "seenAfter");
        this.stampedAfter = stampedAfter;
    }

    /** Describes a sighting. */
    public static FlowSighting of(
            PartitionId partition, long offset, Duration seenAfter, Optional<Duration> stampedAfter) {
        return new FlowSighting(partition, offset, seenAfter, stampedAfter.orElse(null));
    }

    /** Returns where it stands. */
    public PartitionId partition() {
        return partition;
    }

    /** Returns its offset there. */
    public long offset() {
        return offset;
    }

    /** Returns how long after the marker was put in it was read here, by this process's own measure. */
    public Duration seenAfter() {
        return seenAfter;
    }

    /**
     * Returns how long after the marker was put in, by this machine's clock, the event was stamped, by the clock of
     * whoever stamped it: negative if that one is slow, zero if the product keeps the time of the first event; empty if
     * it has no time.
     */
    public Optional<Duration> stampedAfter() {
        return Optional.ofNullable(stampedAfter);
    }

    @Override
    public String toString() {
        return partition + "@" + offset + " after " + seenAfter.toMillis() + " ms";
    }
}
