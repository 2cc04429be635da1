package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RecoveryRequest;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.spi.ConnectingDataSource;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Starts backups and restores in this process, and finds what this or another one left. */
public final class SelfManagedDriver implements DatabaseDriver {

    private final DriverOptions options;
    private final PostgresEndpoint endpoint;
    private final RepositoryAccess access;
    private final Backups backups;
    private final Restores restores;
    private final ReceiverArchiving archiving;

    SelfManagedDriver(DriverOptions options) {
        this.options = options;
        this.endpoint = options.endpoint();
        this.access = new RepositoryAccess(options, endpoint);
        this.archiving = new ReceiverArchiving(options, endpoint, access);
        this.backups = new Backups(endpoint, access, archiving);
        this.restores = new Restores(options);
    }

    /** Makes a driver; talks to nobody yet. */
    public static DatabaseDriver open(ResourceAddress address, DriverContext context) {
        return new SelfManagedDriver(new DriverOptions(address, context));
    }

    @Override
    public DatabaseStatus describe() {
        return ServerStatus.of(endpoint);
    }

    @Override
    public Capabilities capabilities() {
        return SelfManagedCapabilities.of(options);
    }

    @Override
    public void startSnapshot(SnapshotRequest request) {
        capabilities().require(Capability.SNAPSHOT, "snapshot " + endpoint);
        backups.start(request);
    }

    @Override
    public List<Snapshot> listSnapshots() {
        return access.find("list snapshots of " + endpoint)
                .map(repository -> new SnapshotCatalog(repository).list())
                .orElse(List.of());
    }

    @Override
    public Optional<Snapshot> findSnapshot(String id) {
        return access.find("find snapshot " + id).flatMap(repository -> new SnapshotCatalog(repository).find(id));
    }

    @Override
    public void startDeleteSnapshot(String id) {
        String operation = "delete snapshot " + id;
        if (restores.isReading(id)) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "a restore is reading it",
                    failure -> failure.hint("Wait until the restore has ended."));
        }
        SnapshotCatalog catalog = catalog(operation);
        if (catalog.isUnfinished(id) && backups.isBeingMade(id)) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "it is being made",
                    failure -> failure.hint("Wait until it has ended."));
        }
        catalog.delete(id);
    }

    @Override
    public Optional<RestorableWindow> restorableWindow() {
        return access.find("find the restorable window of " + endpoint).flatMap(BackupWindow::of);
    }

    @Override
    public void startRestore(RestoreRequest request) {
        String operation = "restore " + options.address() + " as " + request.name();
        capabilities().require(SelfManagedCapabilities.of(request.target()), operation);
        Repository repository = access.require(operation);
        if (isStarted(request, operation)) {
            return;
        }
        RecoveryRequest recovery = restores.describe(repository, request, endpoint.database());
        BackupWindow.requireReachable(repository, request.target(), operation);
        Tasks.start(request.key(), operation, progress -> Restores.run(repository, recovery, progress));
    }

    @Override
    public void startClone(RestoreRequest request) {
        String operation = "clone " + options.address() + " as " + request.name();
        capabilities().require(Capability.CLONE, operation);
        Repository repository = access.openOrCreate(operation);
        if (isStarted(request, operation)) {
            return;
        }
        OperationKey backupKey = OperationKey.derive("clone", request.key().value(), 0, "");
        RestoreRequest copy = RestoreRequest.of(
                request.key(), request.name(), RecoveryTarget.snapshot(backupKey.value()), request.profile());
        Tasks.start(request.key(), operation, progress -> {
            if (repository.backup(backupKey.value()).isEmpty()) {
                backups.run(repository, SnapshotRequest.of(backupKey, request.name()), progress);
            }
            return Restores.run(repository, restores.describe(repository, copy, endpoint.database()), progress);
        });
    }

    @Override
    public List<String> byHand(RestoreRequest request) {
        return options.hasRepository() ? new RecoveryByHand(options, access, restores).lines(request) : List.of();
    }

    /** Adopts work of that key; refuses a name that other work has taken. */
    private boolean isStarted(RestoreRequest request, String operation) {
        restores.requireFree(request, operation);
        return restores.find(request.key())
                .filter(status -> status.state() != OperationState.FAILED)
                .isPresent();
    }

    @Override
    public Optional<OperationStatus> findOperation(OperationKey key) {
        return Tasks.find(key)
                .or(() -> restores.find(key))
                .or(() -> options.hasRepository() ? backups.find(key) : Optional.empty());
    }

    @Override
    public RestoredDatabase openRestored(String name) {
        return RestoredCopy.open(restores, options, name);
    }

    @Override
    public Optional<Provenance> findRestored(String name) {
        return restores.named(name).map(RestoreFacts::identity);
    }

    @Override
    public void startDiscard(String name) {
        restores.discard(name);
    }

    @Override
    public Map<String, String> annotations() {
        return access.find("read annotations of " + endpoint)
                .map(repository -> new Annotations(repository.store()).read(Annotations.ofDatabase()))
                .orElse(Map.of());
    }

    @Override
    public void annotate(Map<String, String> set, Set<String> remove) {
        Repository repository = access.require("annotate " + endpoint);
        new Annotations(repository.store()).change(Annotations.ofDatabase(), set, remove);
    }

    @Override
    public void annotateSnapshot(String id, Map<String, String> set, Set<String> remove) {
        catalog("annotate snapshot " + id).annotate(id, set, remove);
    }

    private SnapshotCatalog catalog(String operation) {
        return new SnapshotCatalog(access.find(operation)
                .orElseThrow(() -> DrException.create(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "there is no backup in " + options.repository(operation),
                        failure -> failure.hint("Check the option repository, or make a snapshot first."))));
    }

    @Override
    public Optional<DataSource> sql() {
        return Optional.of(ConnectingDataSource.of(endpoint.connectTimeout(), endpoint::connect));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(endpoint, archiving, new OpenedRepository(options, access))
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** Ends the archiving of WAL. Backups and restores that were started go on, as at any provider. */
    @Override
    public void close() {
        archiving.stop();
    }
}
