package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * The way of one marker record from a source to its target.
 *
 * @param written where it was written at the source
 * @param arrived where it was found at the target
 * @param sentAt when it was written, by this process's clock
 * @param latency how long it took until it could be read at the target, by one clock
 * @param sourceClockAhead how far the source's clock is ahead of this process's; behind if negative
 * @param targetClockAhead how far the target's clock is ahead of this process's; behind if negative
 * @since 0.1
 */
public record MarkerTrip(
        PartitionId written,
        PartitionId arrived,
        Instant sentAt,
        Duration latency,
        Duration sourceClockAhead,
        Duration targetClockAhead) {

    /** Refuses null. */
    public MarkerTrip {
        requireNonNull(written, "written");
        requireNonNull(arrived, "arrived");
        requireNonNull(sentAt, "sentAt");
        requireNonNull(latency, "latency");
        requireNonNull(sourceClockAhead, "sourceClockAhead");
        requireNonNull(targetClockAhead, "targetClockAhead");
    }
}
