package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a baseline covers, and how it is taken. Immutable.
 *
 * @since 0.1
 */
public final class BaselineOptions {

    private final Set<String> schemas;
    private final Set<String> excluded;
    private final boolean materializedViews;
    private final boolean exact;
    private final Duration lockLimit;
    private final int attempts;
    private final int parallelism;
    private final Duration timeAllowed;

    private BaselineOptions(Builder builder) {
        this.schemas = Set.copyOf(builder.schemas);
        this.excluded = Set.copyOf(builder.excluded);
        this.materializedViews = builder.materializedViews;
        this.exact = builder.exact;
        this.lockLimit = builder.lockLimit;
        this.attempts = builder.attempts;
        this.parallelism = builder.parallelism;
        this.timeAllowed = builder.timeAllowed;
    }

    /**
     * Creates options. Defaults: every schema of the application except {@code signal_dr}, no materialised views,
     * exact, a lock limit of 2 seconds, 5 attempts, 2 connections, one hour.
     */
    public static BaselineOptions of(Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new BaselineOptions(builder);
    }

    @Override
    public String toString() {
        return "schemas " + (schemas.isEmpty() ? "of the application" : schemas()) + ", without " + excluded()
                + (materializedViews ? ", with materialised views" : "") + (exact ? "" : ", without locks");
    }

    Set<String> schemas() {
        return new TreeSet<>(schemas);
    }

    Set<String> excluded() {
        return new TreeSet<>(excluded);
    }

    boolean materializedViews() {
        return materializedViews;
    }

    boolean exact() {
        return exact;
    }

    int attempts() {
        return attempts;
    }

    int parallelism() {
        return parallelism;
    }

    Duration timeAllowed() {
        return timeAllowed;
    }

    /** Doubles from attempt to attempt up to the limit, so that writers mostly wait for a fraction of it. */
    Duration lockLimit(int attempt) {
        Duration shortened = lockLimit.dividedBy(1L << Math.max(0, attempts - 1 - attempt));
        return shortened.toMillis() < 10 ? Duration.ofMillis(Math.min(10, lockLimit.toMillis())) : shortened;
    }

    boolean covers(String schema, String name) {
        return (schemas.isEmpty() || schemas.contains(schema))
                && !excluded.contains(schema)
                && !excluded.contains(schema + "." + name);
    }

    /**
     * Collects options. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Set<String> schemas = new TreeSet<>();
        private final Set<String> excluded = new TreeSet<>(List.of(Canary.SCHEMA));
        private boolean materializedViews;
        private boolean exact = true;
        private Duration lockLimit = Duration.ofSeconds(2);
        private int attempts = 5;
        private int parallelism = 2;
        private Duration timeAllowed = Duration.ofHours(1);

        private Builder() {}

        /** Adds a schema; once one is added, only those are covered. */
        public Builder schema(String schema) {
            schemas.add(requireNonNull(schema, "schema"));
            return this;
        }

        /** Leaves out a schema ({@code audit}) or a table ({@code audit.log}), written without quotes. */
        public Builder exclude(String schemaOrTable) {
            excluded.add(requireNonNull(schemaOrTable, "schemaOrTable"));
            return this;
        }

        /**
         * Covers materialised views too. PostgreSQL cannot lock one against its refresh, so a refresh that commits at
         * the very moment of the snapshot may later be reported as a difference.
         */
        public Builder materializedViews(boolean materializedViews) {
            this.materializedViews = materializedViews;
            return this;
        }

        /**
         * Does without the short lock that makes snapshot and log position one moment. It needs no right to lock, but a
         * transaction that commits at that moment may be missing: such a baseline can never prove a difference.
         */
        public Builder withoutLocks() {
            this.exact = false;
            return this;
        }

        /**
         * Sets how long, at most, writers may wait behind the lock in the last attempt; earlier attempts take a half, a
         * quarter and so on. From one second on, PostgreSQL ends an autovacuum that stands in the way.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} unless more than zero
         */
        public Builder lockLimit(Duration lockLimit) {
            this.lockLimit = requirePositive("lockLimit", lockLimit);
            return this;
        }

        /** Sets how often the lock is tried, from 1 to 20. */
        public Builder attempts(int attempts) {
            this.attempts = requireBetween("attempts", attempts, 20);
            return this;
        }

        /** Sets how many connections read at once, from 1 to 16. Never less than two connections are used. */
        public Builder parallelism(int parallelism) {
            this.parallelism = requireBetween("parallelism", parallelism, 16);
            return this;
        }

        /** Sets the time allowed for the whole capture. */
        public Builder timeAllowed(Duration timeAllowed) {
            this.timeAllowed = requirePositive("timeAllowed", timeAllowed);
            return this;
        }

        private static Duration requirePositive(String field, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw invalid(field, value, "Use more than zero.");
            }
            return value;
        }

        private static int requireBetween(String field, int value, int most) {
            if (value < 1 || value > most) {
                throw invalid(field, value, "Use 1 to " + most + ".");
            }
            return value;
        }

        private static DrException invalid(String field, Object value, String hint) {
            return DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "set baseline options",
                    field + " is " + value,
                    failure -> failure.hint(hint));
        }
    }
}
