package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/**
 * How many snapshots are kept. A snapshot stays if any rule keeps it.
 *
 * @since 0.1
 */
public final class RetentionPolicy {

    private final int last;
    private final int daily;
    private final int weekly;
    private final int monthly;
    private final Duration minimumAge;
    private final int maximumRemovals;
    private final ZoneId zone;

    private RetentionPolicy(Builder builder) {
        this.last = builder.last;
        this.daily = builder.daily;
        this.weekly = builder.weekly;
        this.monthly = builder.monthly;
        this.minimumAge = builder.minimumAge;
        this.maximumRemovals = builder.maximumRemovals;
        this.zone = builder.zone;
    }

    /**
     * Makes a policy. Defaults: nothing kept by count, nothing younger than a day removed, at most 10 removals at a
     * time, days by UTC.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a negative number, or if no rule keeps anything
     */
    public static RetentionPolicy create(Consumer<Builder> rules) {
        Builder builder = new Builder();
        rules.accept(builder);
        RetentionPolicy policy = new RetentionPolicy(builder);
        if (policy.last + policy.daily + policy.weekly + policy.monthly == 0) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "set the retention policy",
                    "last, daily, weekly and monthly are all 0",
                    failure -> failure.hint("Keep at least one snapshot, as in keepLast(1)."));
        }
        return policy;
    }

    /** Returns how many of the newest snapshots stay. */
    public int last() {
        return last;
    }

    /** Returns for how many days, among those that have snapshots, the newest of the day stays. */
    public int daily() {
        return daily;
    }

    /** Returns for how many ISO weeks, among those that have snapshots, the newest of the week stays. */
    public int weekly() {
        return weekly;
    }

    /** Returns for how many months, among those that have snapshots, the newest of the month stays. */
    public int monthly() {
        return monthly;
    }

    /** Returns the age below which nothing is removed. */
    public Duration minimumAge() {
        return minimumAge;
    }

    /** Returns how many snapshots one application may remove at most. */
    public int maximumRemovals() {
        return maximumRemovals;
    }

    /** Returns the zone that says when a day begins. */
    public ZoneId zone() {
        return zone;
    }

    @Override
    public String toString() {
        return "last " + last + ", daily " + daily + ", weekly " + weekly + ", monthly " + monthly + ", minimum age "
                + minimumAge + ", at most " + maximumRemovals + " removals, zone " + zone;
    }

    /**
     * Collects the rules. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private int last;
        private int daily;
        private int weekly;
        private int monthly;
        private Duration minimumAge = Duration.ofDays(1);
        private int maximumRemovals = 10;
        private ZoneId zone = ZoneOffset.UTC;

        private Builder() {}

        /** Keeps the newest {@code count} snapshots. */
        public Builder keepLast(int count) {
            this.last = atLeastZero("last", count);
            return this;
        }

        /** Keeps the newest snapshot of each of the last {@code days} days that have one. */
        public Builder keepDaily(int days) {
            this.daily = atLeastZero("daily", days);
            return this;
        }

        /** Keeps the newest snapshot of each of the last {@code weeks} ISO weeks that have one. */
        public Builder keepWeekly(int weeks) {
            this.weekly = atLeastZero("weekly", weeks);
            return this;
        }

        /** Keeps the newest snapshot of each of the last {@code months} months that have one. */
        public Builder keepMonthly(int months) {
            this.monthly = atLeastZero("monthly", months);
            return this;
        }

        /** Removes nothing that is younger. */
        public Builder minimumAge(Duration minimumAge) {
            if (minimumAge.isNegative()) {
                throw negative("minimumAge", minimumAge);
            }
            this.minimumAge = minimumAge;
            return this;
        }

        /** Removes no more than {@code count} snapshots at a time. */
        public Builder maximumRemovals(int count) {
            this.maximumRemovals = atLeastZero("maximumRemovals", count);
            return this;
        }

        /** Sets the zone that says when a day begins. */
        public Builder zone(ZoneId zone) {
            this.zone = requireNonNull(zone, "zone");
            return this;
        }

        private static int atLeastZero(String field, int value) {
            if (value < 0) {
                throw negative(field, value);
            }
            return value;
        }

        private static DrException negative(String field, Object value) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "set the retention policy",
                    field + " is " + value,
                    failure -> failure.hint("Use zero or more for " + field + "."));
        }
    }
}
