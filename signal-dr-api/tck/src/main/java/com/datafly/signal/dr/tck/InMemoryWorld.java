package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A provider's world on the heap: databases whose content is a list of markers, snapshots, restores that take their
 * time on a {@link SettableClock}, and a {@link FaultPlan}.
 *
 * <p>Its databases have addresses of the scheme {@code memory}, which {@link InMemoryProvider} opens while the world is
 * open. As in a cloud, a restored database does not inherit all settings. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryWorld implements AutoCloseable {

    /** The other place, to which snapshots can be copied. */
    public static final String ELSEWHERE = "elsewhere";

    private static final Map<String, InMemoryWorld> WORLDS = new ConcurrentHashMap<>();

    private final String id = "world-" + UUID.randomUUID();
    private final SettableClock clock;
    private final FaultPlan faults = FaultPlan.create();
    private final Map<String, InMemoryDatabase> databases = new TreeMap<>();
    private final Map<Capability, CapabilityStatus> capabilities = new EnumMap<>(Capability.class);
    private final Set<String> forbidden = new HashSet<>();
    private final Map<OperationKey, InMemorySnapshot> elsewhere = new LinkedHashMap<>();
    private int restoreCalls;
    private Duration snapshotDuration = Duration.ofSeconds(30);
    private Duration restoreDuration = Duration.ofMinutes(5);
    private @Nullable String password;
    private @Nullable DataSource sql;

    private InMemoryWorld(SettableClock clock) {
        this.clock = clock;
        for (Capability capability : Capability.values()) {
            capabilities.put(capability, new CapabilityStatus.Supported(""));
        }
        capabilities.put(Capability.SQL, new CapabilityStatus.Unsupported("a database in memory has no SQL"));
    }

    /** Creates a world without databases. */
    public static InMemoryWorld create(SettableClock clock) {
        InMemoryWorld world = new InMemoryWorld(requireNonNull(clock, "clock"));
        WORLDS.put(world.id, world);
        return world;
    }

    /** Adds a database that nobody restored. */
    public synchronized InMemoryWorld addDatabase(String name) {
        databases.put(name, InMemoryDatabase.original(name));
        return this;
    }

    /** Adds a database that follows another: what is written to that one is written to this one too. */
    public synchronized InMemoryWorld addFollower(String name, String primary) {
        databases.put(name, require(primary, "follow " + primary).follower(name));
        return this;
    }

    /** Changes what a database's standby is like; unless told it is synchronous and healthy, and a copy has none. */
    public synchronized InMemoryWorld standby(String database, Replication replication, boolean healthy) {
        require(database, "change the standby of " + database).standby().set(replication, healthy);
        return this;
    }

    /** Returns how often a database was handed over to its standby. */
    public synchronized int failovers(String database) {
        return require(database, "look at " + database).standby().failovers();
    }

    /** Returns the copies of snapshots that lie {@link #ELSEWHERE}. */
    public synchronized List<Snapshot> copies() {
        return elsewhere.values().stream()
                .map(copy -> copy.describe(clock.instant()))
                .toList();
    }

    /** Lets restores and clones that begin from now on need some calls after the provider's part. */
    public synchronized InMemoryWorld restoreCalls(int calls) {
        this.restoreCalls = calls;
        return this;
    }

    /** Returns the address of a database of that name, whether there is one or not. */
    public String address(String name) {
        return InMemoryProvider.SCHEME + ":" + id + "/" + name;
    }

    /** Returns what goes wrong. */
    public FaultPlan faults() {
        return faults;
    }

    /** Returns the clock by which everything happens here. */
    public SettableClock clock() {
        return clock;
    }

    /** Commits a marker to a database and returns when that was. Time passes before and after it. */
    public synchronized Instant write(String database, String marker) {
        clock.advance(Duration.ofSeconds(1));
        Instant committed = clock.instant();
        require(database, "write to " + database).commit(committed, marker);
        databases.values().stream()
                .filter(other -> other.standby().follows(database, committed))
                .forEach(follower -> follower.commit(committed, marker));
        clock.advance(Duration.ofSeconds(1));
        return committed;
    }

    /** Returns the markers that a database holds, in the order of their commits. */
    public synchronized List<String> markers(String database) {
        return require(database, "read " + database).markers();
    }

    /** Returns the names of all databases. */
    public synchronized Set<String> databases() {
        return Set.copyOf(databases.keySet());
    }

    /** Gives every database the same SQL access; without it there is none, for markers are no tables. */
    public synchronized InMemoryWorld sql(DataSource access) {
        this.sql = requireNonNull(access, "access");
        capabilities.put(Capability.SQL, new CapabilityStatus.Supported(""));
        return this;
    }

    /** Takes a capability away from all databases. */
    public synchronized InMemoryWorld disable(Capability capability, String reason) {
        capabilities.put(capability, new CapabilityStatus.Unsupported(reason));
        return this;
    }

    /** Sets how long snapshots and restores take; 30 seconds and 5 minutes unless told. */
    public synchronized InMemoryWorld durations(Duration snapshot, Duration restore) {
        this.snapshotDuration = snapshot;
        this.restoreDuration = restore;
        return this;
    }

    /** Lets in only who has this secret, under the name {@code password}. */
    public synchronized InMemoryWorld password(Secret secret) {
        this.password = secret.use(String::new);
        return this;
    }

    /** Takes away the permission to do anything with a database, whether it exists or not. */
    public synchronized InMemoryWorld forbid(String database) {
        forbidden.add(database);
        return this;
    }

    /** Adds a snapshot that the provider made by its own schedule. */
    public synchronized InMemoryWorld addAutomatedSnapshot(String database, Instant createdAt) {
        require(database, "snapshot " + database).addAutomated(createdAt);
        return this;
    }

    /** Changes a tag of a database, as somebody at the provider's console would. */
    public synchronized InMemoryWorld tag(String database, String name, String value) {
        require(database, "tag " + database).tags().put(name, value);
        return this;
    }

    /** Lets the snapshot or restore that goes on in a database fail. */
    public synchronized void breakWork(String database, DrException failure) {
        require(database, "break " + database).breakWork(failure);
    }

    /** Ends the world: its addresses no longer open. */
    @Override
    public void close() {
        WORLDS.remove(id);
    }

    static Optional<InMemoryWorld> find(String id) {
        return Optional.ofNullable(WORLDS.get(id));
    }

    String id() {
        return id;
    }

    Map<Capability, CapabilityStatus> capabilities() {
        return capabilities;
    }

    synchronized Optional<DataSource> sql() {
        return Optional.ofNullable(sql);
    }

    Duration snapshotDuration() {
        return snapshotDuration;
    }

    Duration restoreDuration() {
        return restoreDuration;
    }

    int restoreCalls() {
        return restoreCalls;
    }

    Map<OperationKey, InMemorySnapshot> elsewhere() {
        return elsewhere;
    }

    Map<String, InMemoryDatabase> byName() {
        return databases;
    }

    /** Lets in whoever has the password and the permission, and finds the database. */
    InMemoryDatabase enter(String name, String operation, @Nullable String given) {
        if (password != null && !password.equals(given)) {
            throw DrException.of(ErrorCode.UNAUTHENTICATED, operation, "the password is wrong");
        }
        if (forbidden.contains(name)) {
            throw DrException.of(ErrorCode.PERMISSION_DENIED, operation, "permission to use " + name + " is missing");
        }
        return require(name, operation);
    }

    private InMemoryDatabase require(String name, String operation) {
        InMemoryDatabase database = databases.get(name);
        if (database == null || database.isGone(clock.instant())) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no database '" + name + "'");
        }
        return database;
    }
}
