package com.datafly.signal.dr.events;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in a topic of dead letters.
 *
 * @since 0.1
 */
public final class DeadLetterReport {

    private final Map<String, Long> reasons;
    private final Map<String, Long> origins;
    private final Map<Integer, Long> attempts;
    private final Counts counts;

    private DeadLetterReport(
            Map<String, Long> reasons, Map<String, Long> origins, Map<Integer, Long> attempts, Counts counts) {
        this.reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        this.origins = Collections.unmodifiableMap(new TreeMap<>(origins));
        this.attempts = Collections.unmodifiableMap(new TreeMap<>(attempts));
        this.counts = counts;
    }

    /** Describes a topic of dead letters. The maps count the letters that wait. */
    public static DeadLetterReport of(
            Map<String, Long> reasons, Map<String, Long> origins, Map<Integer, Long> attempts, Counts counts) {
        return new DeadLetterReport(reasons, origins, attempts, counts);
    }

    /** Returns how many letters wait, of those that were asked for. */
    public long waiting() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns why they are dead, and how many are; {@code unknown} where no header tells. */
    public Map<String, Long> reasons() {
        return reasons;
    }

    /** Returns which topics they came from, and how many did; {@code unknown} where no header tells. */
    public Map<String, Long> origins() {
        return origins;
    }

    /** Returns how often they were redelivered before, and how many were. */
    public Map<Integer, Long> attempts() {
        return attempts;
    }

    /** Returns how many letters that are still there were redelivered. */
    public long redelivered() {
        return counts.redelivered();
    }

    /** Returns how many letters that are still there were parked. */
    public long parked() {
        return counts.parked();
    }

    /** Returns the time of the oldest letter that waits; empty if none does. */
    public Optional<Instant> oldest() {
        return counts.oldest();
    }

    /** Returns the time of the youngest letter that waits; empty if none does. */
    public Optional<Instant> youngest() {
        return counts.youngest();
    }

    @Override
    public String toString() {
        return waiting() + " wait, by reason " + reasons;
    }

    /**
     * What else there is to count.
     *
     * @param redelivered the letters that were redelivered
     * @param parked the letters that were parked
     * @param oldest the time of the oldest letter that waits
     * @param youngest the time of the youngest letter that waits
     * @since 0.1
     */
    public record Counts(long redelivered, long parked, Optional<Instant> oldest, Optional<Instant> youngest) {}
}
