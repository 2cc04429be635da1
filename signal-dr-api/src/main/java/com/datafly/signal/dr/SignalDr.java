package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.internal.DefaultSignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way in: one product's resources, opened by their addresses.
 *
 * <pre>{@code
 * try (SignalDr dr = SignalDr.builder()
 *         .database("postgres:db.internal:5432/datafly", options -> options
 *                 .option("user", "backup")
 *                 .secret("password", password)
 *                 .option("repository", "file:/var/backups/datafly"))
 *         .tier(RecoveryTier.ENHANCED)
 *         .build()) {
 *     Snapshot snapshot = dr.database().snapshots().create("pre-upgrade").await();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public sealed interface SignalDr extends AutoCloseable permits DefaultSignalDr {

    /** Begins to describe the resources. */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the product's database.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if none was given to the builder
     */
    Database database();

    /** Returns the objectives that recoveries are graded against. */
    RecoveryObjectives objectives();

    /** Describes a rehearsal of a recovery of {@link #database()}. */
    Drill drill();

    /**
     * Opens an object store by its address, as in {@code file:/var/backups}. It is closed with this object.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no provider on the class path knows the scheme
     */
    ObjectStore store(String address);

    /** Closes every resource that was opened here. Work at the providers goes on. */
    @Override
    void close();

    /**
     * Collects the resources of one product. Not thread-safe.
     *
     * <p>Defaults: the {@linkplain RecoveryTier#STANDARD standard} tier, the system's clock in UTC, operations awaited
     * for up to 6 hours.
     *
     * @since 0.1
     */
    final class Builder {
        private @Nullable ResourceAddress database;
        private ResourceOptions databaseOptions = ResourceOptions.builder().build();
        private RecoveryObjectives objectives = RecoveryTier.STANDARD.objectives();
        private Clock clock = Clock.systemUTC();
        private TimeSource timeSource = TimeSource.system();
        private Duration operationDeadline = Duration.ofHours(6);

        private Builder() {}

        /** Names the database; the provider's defaults hold. */
        public Builder database(String address) {
            return database(address, options -> {});
        }

        /**
         * Names the database.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the address has no scheme or holds a password
         */
        public Builder database(String address, Consumer<ResourceOptions.Builder> options) {
            ResourceOptions.Builder builder = ResourceOptions.builder();
            options.accept(builder);
            this.database = ResourceAddress.parse(address);
            this.databaseOptions = builder.build();
            return this;
        }

        /** Sets the tier whose objectives recoveries are graded against. */
        public Builder tier(RecoveryTier tier) {
            return objectives(tier.objectives());
        }

        /** Sets the objectives that recoveries are graded against. */
        public Builder objectives(RecoveryObjectives objectives) {
            this.objectives = requireNonNull(objectives, "objectives");
            return this;
        }

        /** Sets the clock for instants. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets how durations are measured and spent; tests give one whose time passes at once. */
        public Builder timeSource(TimeSource timeSource) {
            this.timeSource = requireNonNull(timeSource, "timeSource");
            return this;
        }

        /** Sets how long {@code Operation.await()} waits. */
        public Builder operationDeadline(Duration operationDeadline) {
            this.operationDeadline = requireNonNull(operationDeadline, "operationDeadline");
            return this;
        }

        /**
         * Opens the resources.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if no provider on the class path knows a scheme (the
         *     message names the artifact to add), or if a provider refuses its options
         */
        public SignalDr build() {
            return DefaultSignalDr.open(this);
        }

        /** Returns the database's address, if one was given. */
        public Optional<ResourceAddress> database() {
            return Optional.ofNullable(database);
        }

        /** Returns the database's options. */
        public ResourceOptions databaseOptions() {
            return databaseOptions;
        }

        /** Returns the objectives. */
        public RecoveryObjectives objectives() {
            return objectives;
        }

        /** Returns the clock. */
        public Clock clock() {
            return clock;
        }

        /** Returns how durations are measured and spent. */
        public TimeSource timeSource() {
            return timeSource;
        }

        /** Returns how long {@code Operation.await()} waits. */
        public Duration operationDeadline() {
            return operationDeadline;
        }
    }
}
