package com.datafly.signal.dr.report;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.StepState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One bar of a report's timeline. Bars of the same lane and name, as the attempts of a step, share a row. Immutable.
 *
 * @since 0.1
 */
public final class ReportPhase {

    /**
     * What the time was spent on. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** Something was done. */
        WORK,
        /** Something waited for somebody's approval. */
        WAIT,
        /** The run was paused, or nobody was there to go on with it. */
        PAUSE,
        /** Something was taken back. */
        UNDO
    }

    private final String lane;
    private final String name;
    private final Duration start;
    private final Duration duration;
    private final Kind kind;
    private final int attempt;
    private final @Nullable StepState state;

    private ReportPhase(String lane, String name, Duration start, Duration duration, Builder builder) {
        this.lane = requireNonNull(lane, "lane");
        this.name = requireNonNull(name, "name");
        this.start = requireNonNull(start, "start");
        this.duration = requireNonNull(duration, "duration");
        this.kind = builder.kind;
        this.attempt = builder.attempt;
        this.state = builder.state;
    }

    /** Describes a phase of work; see {@link #create}. */
    public static ReportPhase of(String lane, String name, Duration start, Duration duration) {
        return create(lane, name, start, duration, phase -> {});
    }

    /**
     * Describes a phase. Defaults: work, the first attempt, nothing known of how it ended.
     *
     * @param lane what phases are grouped by, as in {@code restore}; phases of one lane follow each other in the report
     * @param start the time from the beginning of the run
     * @throws DrException with {@code INVALID_ARGUMENT} if a duration is negative
     */
    public static ReportPhase create(
            String lane, String name, Duration start, Duration duration, Consumer<Builder> more) {
        if (start.isNegative() || duration.isNegative()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "report phase " + name,
                    "start is " + start + ", duration is " + duration,
                    failure -> failure.hint("Measure by System.nanoTime(), from the beginning of the run."));
        }
        Builder builder = new Builder();
        more.accept(builder);
        return new ReportPhase(lane, name, start, duration, builder);
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

    /** Returns what the time was spent on. */
    public Kind kind() {
        return kind;
    }

    /** Returns the number of the attempt, from 1. */
    public int attempt() {
        return attempt;
    }

    /** Returns where the step stood at the end, for the phase of a step. */
    public Optional<StepState> state() {
        return Optional.ofNullable(state);
    }

    /**
     * Collects what more is known of a phase. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Kind kind = Kind.WORK;
        private int attempt = 1;
        private @Nullable StepState state;

        private Builder() {}

        /** Sets what the time was spent on. */
        public Builder kind(Kind kind) {
            this.kind = requireNonNull(kind, "kind");
            return this;
        }

        /** Sets the number of the attempt, from 1. */
        public Builder attempt(int attempt) {
            this.attempt = attempt;
            return this;
        }

        /** Sets where the step stood at the end. */
        public Builder state(StepState state) {
            this.state = requireNonNull(state, "state");
            return this;
        }
    }
}
