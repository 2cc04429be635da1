package com.datafly.signal.dr.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A drill that is to be repeated: what it is called, when it is due, and how long its verdict counts. Immutable.
 *
 * @since 0.1
 */
public final class ScheduledDrill {

    private static final Pattern NAME = Pattern.compile("[a-z](?:-?[a-z0-9]){0,62}");

    private final String name;
    private final DrillLevel level;
    private final @Nullable CalendarRule rule;
    private final @Nullable Instant since;
    private final Duration validity;
    private final Duration grace;
    private final Duration limit;

    private ScheduledDrill(Builder builder) {
        this.name = builder.name;
        this.level = builder.level;
        this.rule = builder.rule;
        this.since = builder.since;
        this.validity = builder.validity;
        this.grace = builder.grace;
        this.limit = builder.limit;
    }

    /**
     * Describes a drill. Defaults: no calendar rule, so that it runs on demand only; watched from the first tick on; a
     * verdict counts for 35 days; 24 hours of grace until it is overdue; at most 12 hours long.
     *
     * @param name 1 to 63 lower-case letters, digits and single hyphens between them, beginning with a letter
     * @throws DrException with {@code INVALID_ARGUMENT} for a bad name, or a duration that is not longer than zero
     */
    public static ScheduledDrill create(String name, DrillLevel level, Consumer<Builder> more) {
        if (name.length() > 63 || !NAME.matcher(name).matches()) {
            throw invalid(
                    "name is '" + name + "'",
                    "Use 1 to 63 lower-case letters, digits and single hyphens between them, a letter first.");
        }
        Builder builder = new Builder(name, level);
        more.accept(builder);
        return new ScheduledDrill(builder);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns how much it rehearses. */
    public DrillLevel level() {
        return level;
    }

    /** Returns when it is due; empty if it runs on demand only. */
    public Optional<CalendarRule> rule() {
        return Optional.ofNullable(rule);
    }

    /** Returns from when on its occurrences count; empty for the first tick that knows its rule. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Returns how long after its end a pass counts. */
    public Duration validity() {
        return validity;
    }

    /** Returns how long after an occurrence its result may be awaited before the drill is overdue. */
    public Duration grace() {
        return grace;
    }

    /** Returns how long it may take; after that a run without a result is incomplete. */
    public Duration limit() {
        return limit;
    }

    @Override
    public String toString() {
        return name + " (" + level + ", " + (rule == null ? "on demand" : rule) + ")";
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "schedule a drill", problem, failure -> failure.hint(hint));
    }

    /**
     * Collects a drill. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final String name;
        private final DrillLevel level;
        private @Nullable CalendarRule rule;
        private @Nullable Instant since;
        private Duration validity = Duration.ofDays(35);
        private Duration grace = Duration.ofHours(24);
        private Duration limit = Duration.ofHours(12);

        private Builder(String name, DrillLevel level) {
            this.name = requireNonNull(name, "name");
            this.level = requireNonNull(level, "level");
        }

        /** Sets when it is due. */
        public Builder rule(CalendarRule rule) {
            this.rule = requireNonNull(rule, "rule");
            return this;
        }

        /** Sets from when on occurrences count, also before anybody ticked; without it, the first tick sets it. */
        public Builder since(Instant since) {
            this.since = requireNonNull(since, "since");
            return this;
        }

        /** Sets how long after its end a pass counts. */
        public Builder validity(Duration validity) {
            this.validity = positive("validity", validity);
            return this;
        }

        /** Sets how long after an occurrence its result may be awaited before the drill is overdue. */
        public Builder grace(Duration grace) {
            this.grace = positive("grace", grace);
            return this;
        }

        /** Sets how long it may take before a run without a result is incomplete. */
        public Builder limit(Duration limit) {
            this.limit = positive("limit", limit);
            return this;
        }

        private static Duration positive(String field, Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw invalid(field + " is " + duration, "For " + field + ", use more than zero.");
            }
            return duration;
        }
    }
}
