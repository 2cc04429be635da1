package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;

/**
 * One bar of a report's timeline. Immutable.
 *
 * @since 0.1
 */
public final class ReportPhase {

    private final String lane;
    private final String name;
    private final Duration start;
    private final Duration duration;

    private ReportPhase(String lane, String name, Duration start, Duration duration) {
        this.lane = requireNonNull(lane, "lane");
        this.name = requireNonNull(name, "name");
        this.start = requireNonNull(start, "start");
        this.duration = requireNonNull(duration, "duration");
    }

    /**
     * Describes a phase.
     *
     * @param lane what phases are grouped by, as in {@code restore}; phases of one lane follow each other in the report
     * @param start the time from the beginning of the run
     * @throws DrException with {@code INVALID_ARGUMENT} if a duration is negative
     */
    public static ReportPhase of(String lane, String name, Duration start, Duration duration) {
        if (start.isNegative() || duration.isNegative()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "report phase " + name,
                    "start is " + start + ", duration is " + duration,
                    failure -> failure.hint("Measure by System.nanoTime(), from the beginning of the run."));
        }
        return new ReportPhase(lane, name, start, duration);
    }

    /** Returns the group. */
    public String lane() {
        return lane;
    }

    /** Returns the phase's name. */
    public String name() {
        return name;
    }

    /** Returns the time from the beginning of the run to the beginning of the phase. */
    public Duration start() {
        return start;
    }

    /** Returns how long the phase took. */
    public Duration duration() {
        return duration;
    }

    /** Returns the time from the beginning of the run to the end of the phase. */
    public Duration end() {
        return start.plus(duration);
    }
}
