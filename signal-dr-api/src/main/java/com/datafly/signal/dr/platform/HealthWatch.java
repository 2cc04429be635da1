package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How somebody looks again and again. Immutable.
 *
 * @since 0.1
 */
public final class HealthWatch {

    private final HealthQuery query;
    private final Duration within;
    private final Duration steadyFor;
    private final Duration interval;
    private final Duration blindFor;
    private final Consumer<HealthEvent> listener;

    private HealthWatch(HealthQuery query, Duration within, Builder builder) {
        this.query = query;
        this.within = within;
        this.steadyFor = builder.steadyFor;
        this.interval = builder.interval;
        this.blindFor = builder.blindFor;
        this.listener = builder.listener;
    }

    /** Describes a watch with the defaults of {@link #create}. */
    public static HealthWatch of(HealthQuery query, Duration within) {
        return create(query, within, watch -> {});
    }

    /**
     * Describes a watch. Defaults: healthy is believed after half a minute, a look every 5 seconds, a minute may go by
     * unseen, nobody hears of events.
     *
     * @param within for how long at most; zero looks once
     * @throws DrException with {@code INVALID_ARGUMENT} if a duration is negative, or the interval is zero
     */
    public static HealthWatch create(HealthQuery query, Duration within, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new HealthWatch(requireNonNull(query, "query"), notNegative("within", within), builder);
    }

    /** Returns whose health is watched. */
    public HealthQuery query() {
        return query;
    }

    /** Returns for how long at most. */
    public Duration within() {
        return within;
    }

    /** Returns for how long every look must find it healthy before it is believed. */
    public Duration steadyFor() {
        return steadyFor;
    }

    /** Returns how long to wait between two looks. */
    public Duration interval() {
        return interval;
    }

    /** Returns how much longer than the interval the platform may be out of sight at a time. */
    public Duration blindFor() {
        return blindFor;
    }

    /** Returns who hears of what changes. */
    public Consumer<HealthEvent> listener() {
        return listener;
    }

    private static Duration notNegative(String field, Duration duration) {
        if (duration.isNegative()) {
            throw invalid(field, duration);
        }
        return duration;
    }

    private static DrException invalid(String field, Duration duration) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "watch health",
                field + " is " + duration,
                failure -> failure.hint("Give a duration, as in Duration.ofMinutes(10)."));
    }

    /**
     * Collects how to watch. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Duration steadyFor = Duration.ofSeconds(30);
        private Duration interval = Duration.ofSeconds(5);
        private Duration blindFor = Duration.ofMinutes(1);
        private Consumer<HealthEvent> listener = event -> {};

        private Builder() {}

        /** Sets for how long every look must find it healthy before it is believed; zero believes the first one. */
        public Builder steadyFor(Duration steadyFor) {
            this.steadyFor = notNegative("steadyFor", steadyFor);
            return this;
        }

        /** Sets how long to wait between two looks. */
        public Builder interval(Duration interval) {
            if (interval.isZero()) {
                throw invalid("interval", interval);
            }
            this.interval = notNegative("interval", interval);
            return this;
        }

        /**
         * Sets how much longer than the interval the platform may be out of sight at a time. Who monitors it has proven
         * nothing where that took longer, be it at the beginning.
         */
        public Builder blindFor(Duration blindFor) {
            this.blindFor = notNegative("blindFor", blindFor);
            return this;
        }

        /** Sets who hears of what changes, in the thread that watches. One that throws disturbs nothing. */
        public Builder listener(Consumer<HealthEvent> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }
    }
}
