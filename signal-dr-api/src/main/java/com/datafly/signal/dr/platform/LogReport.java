package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The ends of the logs of some pods. Immutable.
 *
 * @since 0.1
 */
public final class LogReport {

    private final Instant at;
    private final List<PodLog> logs;
    private final List<String> gaps;

    private LogReport(Instant at, List<PodLog> logs, List<String> gaps) {
        this.at = at;
        this.logs = logs;
        this.gaps = gaps;
    }

    /**
     * Describes it; takes copies.
     *
     * @param gaps what is not there that should be
     */
    public static LogReport of(Instant at, List<PodLog> logs, List<String> gaps) {
        return new LogReport(requireNonNull(at, "at"), List.copyOf(logs), List.copyOf(gaps));
    }

    /** Returns when somebody looked, by his clock. */
    public Instant at() {
        return at;
    }

    /** Returns the logs, those that could not be read included. */
    public List<PodLog> logs() {
        return logs;
    }

    /** Returns what is missing: logs that were not read, or not as a whole, and pods that workloads want and lack. */
    public List<String> gaps() {
        return gaps;
    }

    /** Tells whether every pod that is wanted was heard. Only then does silence mean anything. */
    public boolean complete() {
        return gaps.isEmpty();
    }

    @Override
    public String toString() {
        return logs.stream().filter(log -> log.status() == PodLog.Status.READ).count() + " logs"
                + gaps.stream().map(gap -> "; " + gap).collect(Collectors.joining());
    }
}
