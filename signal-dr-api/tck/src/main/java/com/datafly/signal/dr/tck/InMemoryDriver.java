package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.database.DatabaseRole;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Translates to an {@link InMemoryWorld}. */
final class InMemoryDriver implements DatabaseDriver {

    private static final Duration REMOVAL = Duration.ofSeconds(10);

    private final InMemoryWorld world;
    private final String name;
    private final @Nullable String password;

    InMemoryDriver(InMemoryWorld world, String name, @Nullable String password) {
        this.world = world;
        this.name = name;
        this.password = password;
    }

    /** Returns the name of the database. */
    String name() {
        return name;
    }

    @Override
    public DatabaseStatus describe() {
        return read(
                "describe",
                database -> DatabaseStatus.create(
                        database.state(now()),
                        "18.0",
                        more -> more.role(
                                        database.standby().follows(now()) ? DatabaseRole.STANDBY : DatabaseRole.PRIMARY)
                                .systemIdentifier(Integer.toString(name.hashCode()))
                                .detail("endpoint", name + ".memory.internal")
                                .sizeBytes(1000L * database.markers().size())));
    }

    @Override
    public Capabilities capabilities() {
        return read("capabilities", this::capabilities);
    }

    @Override
    public void startSnapshot(SnapshotRequest request) {
        change("startSnapshot", Capability.SNAPSHOT, database -> {
            boolean known =
                    database.snapshots().values().stream().anyMatch(snapshot -> snapshot.isMadeBy(request.key()));
            if (!known) {
                database.startSnapshot(request, now(), now().plus(world.snapshotDuration()));
            }
        });
    }

    @Override
    public List<Snapshot> listSnapshots() {
        requireCapability(Capability.SNAPSHOT, "listSnapshots");
        return world.faults().read("listSnapshots", this::snapshots, () -> {
            List<Snapshot> before = snapshots();
            return before.subList(0, Math.max(0, before.size() - 1));
        });
    }

    @Override
    public Optional<Snapshot> findSnapshot(String id) {
        requireCapability(Capability.SNAPSHOT, "findSnapshot");
        return world.faults().read("findSnapshot", () -> snapshot(id), Optional::empty);
    }

    @Override
    public void startDeleteSnapshot(String id) {
        change(
                "startDeleteSnapshot",
                Capability.SNAPSHOT_DELETE,
                database -> require(database, id).remove(now().plus(REMOVAL)));
    }

    @Override
    public Optional<RestorableWindow> restorableWindow() {
        return read("restorableWindow", database -> database.window(now()));
    }

    @Override
    public void startRestore(RestoreRequest request) {
        change("startRestore", capability(request.target()), database -> make("startRestore", database, request));
    }

    @Override
    public void startClone(RestoreRequest request) {
        change("startClone", Capability.CLONE, database -> make("startClone", database, request));
    }

    @Override
    public void continueRestore(RestoreRequest request) {
        change("continueRestore", capability(request.target()), database -> {
            InMemoryDatabase made = world.byName().get(request.name());
            if (made != null && made.isMadeBy(request.key())) {
                made.call(now());
            }
        });
    }

    @Override
    public Optional<OperationStatus> findOperation(OperationKey key) {
        return world.faults().read("findOperation", () -> operation(key), Optional::empty);
    }

    @Override
    public RestoredDatabase openRestored(String restored) {
        return world.faults().read("openRestored", () -> restored(restored), () -> {
            throw notFound("openRestored", restored);
        });
    }

    @Override
    public void startDiscard(String restored) {
        change("startDiscard", Capability.DISCARD, database -> {
            InMemoryDatabase doomed = present("startDiscard", restored);
            if (doomed.provenance().isEmpty()) {
                throw DrException.of(
                        ErrorCode.FAILED_PRECONDITION, "discard " + restored, "this library did not make it");
            }
            doomed.remove(now().plus(REMOVAL));
        });
    }

    @Override
    public Map<String, String> annotations() {
        requireCapability(Capability.ANNOTATE, "annotations");
        return read("annotations", database -> Map.copyOf(database.annotations()));
    }

    @Override
    public void annotate(Map<String, String> set, Set<String> remove) {
        change("annotate", Capability.ANNOTATE, database -> {
            database.annotations().putAll(set);
            database.annotations().keySet().removeAll(remove);
        });
    }

    @Override
    public void annotateSnapshot(String id, Map<String, String> set, Set<String> remove) {
        change("annotateSnapshot", Capability.ANNOTATE, database -> {
            require(database, id).annotations().putAll(set);
            require(database, id).annotations().keySet().removeAll(remove);
        });
    }

    @Override
    public Optional<AutomatedBackupsDriver> automatedBackups() {
        return Optional.of(new InMemoryBackupsDriver(this));
    }

    @Override
    public Optional<SnapshotCopyDriver> snapshotCopies() {
        return Optional.of(new InMemoryCopyDriver(this, world));
    }

    @Override
    public Optional<HighAvailabilityDriver> highAvailability() {
        return Optional.of(new InMemoryStandbyDriver(this));
    }

    @Override
    public Optional<DataSource> sql() {
        return world.sql();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(world) ? Optional.of(type.cast(world)) : Optional.empty();
    }

    @Override
    public void close() {}

    private void make(String call, InMemoryDatabase source, RestoreRequest request) {
        for (String setting : request.profile().settings().keySet()) {
            if (!InMemoryDatabase.DEFAULT_SETTINGS.containsKey(setting)) {
                throw DrException.of(ErrorCode.INVALID_ARGUMENT, call, "there is no setting '" + setting + "'");
            }
        }
        if (operation(request.key()).filter(status -> !isVoid(status)).isPresent()) {
            return;
        }
        world.byName().values().removeIf(candidate -> candidate.isMadeBy(request.key()));
        InMemoryDatabase other = world.byName().get(request.name());
        if (other != null && !other.isGone(now())) {
            throw DrException.of(ErrorCode.CONFLICT, call, "the name " + request.name() + " is taken");
        }
        InMemoryReach.require(call, source, request.target(), now());
        InMemoryDatabase made = source.restore(request, now().plus(world.restoreDuration()), world.address(name));
        made.needCalls(world.restoreCalls());
        world.byName().put(request.name(), made);
    }

    /** Tells whether nothing came of it, so that it can be begun anew. */
    private static boolean isVoid(OperationStatus status) {
        return status.state() == OperationState.FAILED
                && status.failure().orElseThrow().effect() == Effect.NONE;
    }

    private Optional<OperationStatus> operation(OperationKey key) {
        synchronized (world) {
            InMemoryDatabase database = enter("findOperation");
            Optional<OperationStatus> snapshot = database.snapshots().values().stream()
                    .filter(candidate -> candidate.isMadeBy(key))
                    .map(candidate -> candidate.making(now()))
                    .findFirst();
            return snapshot.isPresent()
                    ? snapshot
                    : world.byName().values().stream()
                            .filter(candidate -> candidate.isMadeBy(key))
                            .map(candidate -> candidate.making(now()))
                            .findFirst();
        }
    }

    private RestoredDatabase restored(String restored) {
        synchronized (world) {
            enter("openRestored");
            Provenance provenance = present("openRestored", restored)
                    .provenance()
                    .orElseThrow(() -> notFound("openRestored", restored));
            return new InMemoryRestored(
                    ResourceAddress.parse(world.address(restored)),
                    provenance,
                    new InMemoryDriver(world, restored, password));
        }
    }

    private List<Snapshot> snapshots() {
        synchronized (world) {
            return enter("listSnapshots").snapshots().values().stream()
                    .filter(snapshot -> !snapshot.isGone(now()))
                    .map(snapshot -> snapshot.describe(now()))
                    .toList();
        }
    }

    private Optional<Snapshot> snapshot(String id) {
        return snapshots().stream().filter(snapshot -> snapshot.id().equals(id)).findFirst();
    }

    InMemorySnapshot require(InMemoryDatabase database, String id) {
        InMemorySnapshot snapshot = database.snapshots().get(id);
        if (snapshot == null || snapshot.isGone(now())) {
            throw DrException.of(ErrorCode.NOT_FOUND, "find snapshot " + id, "there is no such snapshot");
        }
        return snapshot;
    }

    private InMemoryDatabase present(String call, String other) {
        InMemoryDatabase database = world.byName().get(other);
        if (database == null || database.isGone(now())) {
            throw notFound(call, other);
        }
        return database;
    }

    /** Looks something up that a stale answer does not show yet. */
    <T> Optional<T> find(String call, Function<InMemoryDatabase, Optional<T>> body) {
        synchronized (world) {
            return world.faults().read(call, () -> body.apply(enter(call)), Optional::empty);
        }
    }

    <T> T read(String call, Function<InMemoryDatabase, T> body) {
        synchronized (world) {
            return world.faults().read(call, () -> body.apply(enter(call)), () -> body.apply(enter(call)));
        }
    }

    void change(String call, Capability capability, Consumer<InMemoryDatabase> body) {
        requireCapability(capability, call);
        synchronized (world) {
            InMemoryDatabase database = enter(call);
            world.faults().change(call, () -> body.accept(database));
        }
    }

    void requireCapability(Capability capability, String call) {
        synchronized (world) {
            capabilities(enter(call)).require(capability, call + " " + name);
        }
    }

    /** What depends on the database, besides the world. */
    private Capabilities capabilities(InMemoryDatabase database) {
        Map<Capability, CapabilityStatus> statuses = new EnumMap<>(world.capabilities());
        if (!database.standby().isThere()) {
            statuses.put(Capability.FAILOVER, new CapabilityStatus.Unsupported("it has no standby"));
        }
        if (!database.standby().follows(now())) {
            statuses.put(Capability.PROMOTE, new CapabilityStatus.Unsupported("it follows no other database"));
        }
        return Capabilities.of(statuses);
    }

    private InMemoryDatabase enter(String call) {
        return world.enter(name, call + " " + name, password);
    }

    Instant now() {
        return world.clock().instant();
    }

    private static DrException notFound(String call, String other) {
        return DrException.of(ErrorCode.NOT_FOUND, call, "there is no restored database '" + other + "'");
    }

    private static Capability capability(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot) {
            return Capability.SNAPSHOT_RESTORE;
        }
        if (target instanceof RecoveryTarget.AtInstant) {
            return Capability.RECOVER_TO_INSTANT;
        }
        return target instanceof RecoveryTarget.AtLsn ? Capability.RECOVER_TO_LSN : Capability.RECOVER_TO_LATEST;
    }

    private record InMemoryRestored(ResourceAddress address, Provenance provenance, DatabaseDriver driver)
            implements RestoredDatabase {}
}
