package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a redelivery did.
 *
 * @since 0.1
 */
public final class RedeliveryResult {

    private final ReplayResult.Ending ending;
    private final Instant startedAt;
    private final String by;
    private final Rest rest;
    private final Map<String, Long> reasons;

    private RedeliveryResult(ReplayResult.Ending ending, Begun begun, Map<String, Long> reasons, Rest rest) {
        this.ending = requireNonNull(ending, "ending");
        this.startedAt = begun.at();
        this.by = begun.by();
        this.reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
        this.rest = requireNonNull(rest, "rest");
    }

    /** Describes a redelivery; {@code reasons} are why the redelivered letters were dead, and how many were. */
    public static RedeliveryResult of(ReplayResult.Ending ending, Begun begun, Map<String, Long> reasons, Rest rest) {
        return new RedeliveryResult(ending, begun, reasons, rest);
    }

    /** Returns the redelivery's id. */
    public String runId() {
        return ending.runId();
    }

    /** Returns when it began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns on whose word it was done; empty if nobody said. */
    public String by() {
        return by;
    }

    /** Tells whether it came to its end; else it was stopped or died, and the next one goes on. */
    public boolean finished() {
        return ending.finished();
    }

    /** Tells whether each letter was redelivered exactly once; else a crash may have repeated some. */
    public boolean exactlyOnce() {
        return ending.exactlyOnce();
    }

    /** Returns how many letters went back to where they came from. */
    public long redelivered() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns why these were dead, and how many were. */
    public Map<String, Long> reasons() {
        return reasons;
    }

    /** Returns how many letters went to the parking topic. */
    public long parked() {
        return rest.parked();
    }

    /**
     * Returns how many of the letters that were asked for stay: redelivered too often or without a way back, where
     * there is no parking topic, and those of the same key behind one that stays.
     */
    public long leftBehind() {
        return rest.leftBehind();
    }

    @Override
    public String toString() {
        return runId() + ": " + redelivered() + " redelivered, " + parked() + " parked, " + leftBehind()
                + " left behind" + (finished() ? "" : ", not finished");
    }

    /**
     * How a redelivery began.
     *
     * @param at when
     * @param by on whose word; empty if nobody said
     * @since 0.1
     */
    public record Begun(Instant at, String by) {
        /** Refuses null. */
        public Begun {
            requireNonNull(at, "at");
            requireNonNull(by, "by");
        }
    }

    /**
     * What became of the letters that did not go back.
     *
     * @param parked how many went to the parking topic
     * @param leftBehind how many stay
     * @since 0.1
     */
    public record Rest(long parked, long leftBehind) {}
}
