package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.internal.DefaultSignalDr;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /**
     * Returns the product's event stream. Opening it asked nothing: the cluster may be down.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if none was given to the builder
     */
    EventStream events();

    /**
     * Returns the event stream that stands by for {@link #events()}.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if none was given to the builder
     */
    EventStream standbyEvents();

    /** Returns where the product runs; throws {@code FAILED_PRECONDITION} if none was given. */
    Platform platform();

    /** Returns the objectives that recoveries are graded against. */
    RecoveryObjectives objectives();

    /** Describes a rehearsal of a recovery of {@link #database()}. */
    Drill drill();

    /**
     * Returns the way to plans and runs of playbooks.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if no journal was given to the builder
     */
    Playbooks playbooks();

    /**
     * Opens the schedule of a regime's drills, whose results are kept where the journals of runs are.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if no journal was given to the builder
     */
    DrillSchedule drills(DrillRegime regime);

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
     * for up to 6 hours; no journal, the name of the system's user as the principal.
     *
     * @since 0.1
     */
    final class Builder {
        private @Nullable ResourceAddress database;
        private ResourceOptions databaseOptions = ResourceOptions.builder().build();
        private @Nullable ResourceAddress events;
        private ResourceOptions eventsOptions = ResourceOptions.builder().build();
        private @Nullable ResourceAddress standbyEvents;
        private ResourceOptions standbyEventsOptions = ResourceOptions.builder().build();
        private @Nullable ResourceAddress platform;
        private ResourceOptions platformOptions = ResourceOptions.builder().build();
        private final Map<ResourceAddress, ResourceOptions> storeOptions = new LinkedHashMap<>();
        private RecoveryObjectives objectives = RecoveryTier.STANDARD.objectives();
        private Clock clock = Clock.systemUTC();
        private TimeSource timeSource = TimeSource.system();
        private Duration operationDeadline = Duration.ofHours(6);
        private @Nullable JournalDriver journal;
        private @Nullable Path journalDirectory;
        private String principal = System.getProperty("user.name", "unknown");
        private final Map<String, Secret> secrets = new LinkedHashMap<>();
        private final List<RunListener> listeners = new ArrayList<>();
        private final Set<FailureDomain> failureDomains = new LinkedHashSet<>();

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
            this.database = ResourceAddress.parse(address);
            this.databaseOptions = collected(options);
            return this;
        }

        /** Names the event stream; the provider's defaults hold. */
        public Builder events(String address) {
            return events(address, options -> {});
        }

        /**
         * Names the event stream, as in {@code kafka:primary-kafka:9092}.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the address has no scheme or holds a password
         */
        public Builder events(String address, Consumer<ResourceOptions.Builder> options) {
            this.events = ResourceAddress.parse(address);
            this.eventsOptions = collected(options);
            return this;
        }

        /** Names the event stream that stands by; the provider's defaults hold. */
        public Builder standbyEvents(String address) {
            return standbyEvents(address, options -> {});
        }

        /**
         * Names the event stream that stands by for {@link #events(String)}. Its options say how events are copied
         * there.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the address has no scheme or holds a password
         */
        public Builder standbyEvents(String address, Consumer<ResourceOptions.Builder> options) {
            this.standbyEvents = ResourceAddress.parse(address);
            this.standbyEventsOptions = collected(options);
            return this;
        }

        /** Names where the product runs; the provider's defaults hold. */
        public Builder platform(String address) {
            return platform(address, options -> {});
        }

        /**
         * Names where the product runs, as in {@code k8s:datafly}.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the address has no scheme or holds a password
         */
        public Builder platform(String address, Consumer<ResourceOptions.Builder> options) {
            this.platform = ResourceAddress.parse(address);
            this.platformOptions = collected(options);
            return this;
        }

        /**
         * Gives the options of an object store, which is opened when something asks for it by that very address.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the address has no scheme or holds a password
         */
        public Builder store(String address, Consumer<ResourceOptions.Builder> options) {
            storeOptions.put(ResourceAddress.parse(address), collected(options));
            return this;
        }

        private static ResourceOptions collected(Consumer<ResourceOptions.Builder> options) {
            ResourceOptions.Builder builder = ResourceOptions.builder();
            options.accept(builder);
            return builder.build();
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
         * Keeps the journals of runs in a directory, which is made if it is not there. It must not lie in what is
         * recovered: plans look at that.
         */
        public Builder journal(Path directory) {
            this.journalDirectory = requireNonNull(directory, "directory");
            this.journal = null;
            return this;
        }

        /** Keeps the journals of runs elsewhere, as in an object store. The driver stays the caller's to close. */
        public Builder journal(JournalDriver journal) {
            this.journal = requireNonNull(journal, "journal");
            this.journalDirectory = null;
            return this;
        }

        /** Names who starts runs where nobody else is named, and so whom approvals have to differ from. */
        public Builder principal(String principal) {
            this.principal = requireNonNull(principal, "principal");
            return this;
        }

        /** Gives a secret that steps may ask for. It stays the caller's to close, after the {@code SignalDr}. */
        public Builder secret(String name, Secret value) {
            secrets.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Adds who hears what happens in runs. */
        public Builder listener(RunListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Adds what the resources named here are lost with, as in {@code FailureDomain.of("host", "db1")}. */
        public Builder failureDomain(FailureDomain domain) {
            failureDomains.add(requireNonNull(domain, "domain"));
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

        /** Returns the event stream's address, if one was given. */
        public Optional<ResourceAddress> events() {
            return Optional.ofNullable(events);
        }

        /** Returns the event stream's options. */
        public ResourceOptions eventsOptions() {
            return eventsOptions;
        }

        /** Returns the address of the event stream that stands by, if one was given. */
        public Optional<ResourceAddress> standbyEvents() {
            return Optional.ofNullable(standbyEvents);
        }

        /** Returns the options of the event stream that stands by. */
        public ResourceOptions standbyEventsOptions() {
            return standbyEventsOptions;
        }

        /** Returns the address of where the product runs, if one was given. */
        public Optional<ResourceAddress> platform() {
            return Optional.ofNullable(platform);
        }

        /** Returns the options of where the product runs. */
        public ResourceOptions platformOptions() {
            return platformOptions;
        }

        /** Returns the options of object stores, by their addresses. */
        public Map<ResourceAddress, ResourceOptions> storeOptions() {
            return Collections.unmodifiableMap(storeOptions);
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

        /** Returns where the journals of runs are kept, where that is a driver of the caller's. */
        public Optional<JournalDriver> journal() {
            return Optional.ofNullable(journal);
        }

        /** Returns the directory in which the journals of runs are kept, where it is one. */
        public Optional<Path> journalDirectory() {
            return Optional.ofNullable(journalDirectory);
        }

        /** Returns who starts runs where nobody else is named. */
        public String principal() {
            return principal;
        }

        /** Returns the secrets that steps may ask for. */
        public Map<String, Secret> secrets() {
            return Collections.unmodifiableMap(secrets);
        }

        /** Returns who hears what happens in runs. */
        public List<RunListener> listeners() {
            return List.copyOf(listeners);
        }

        /** Returns what the resources named here are lost with. */
        public Set<FailureDomain> failureDomains() {
            return Collections.unmodifiableSet(failureDomains);
        }
    }
}
