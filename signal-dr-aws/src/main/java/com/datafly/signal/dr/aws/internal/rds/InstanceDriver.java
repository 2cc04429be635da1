package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotCopyDriver;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * Translates to RDS's calls for one DB instance, or for what is left of one that is gone: its snapshots, and its
 * retained automated backups.
 */
final class InstanceDriver implements DatabaseDriver {

    private final AwsSession session;
    private final RdsAddress address;
    private final DriverContext context;
    private final SqlAccess sql;
    private final Instances instances;
    private final InstanceSnapshots snapshots;
    private final InstanceRestores restores;

    /** Makes a driver, which closes the session with itself; calls nobody yet. */
    InstanceDriver(AwsSession session, RdsAddress address, DriverContext context) {
        this.session = session;
        this.address = address;
        this.context = context;
        this.sql = SqlAccess.open(session, context);
        this.instances = new Instances(session);
        this.snapshots = new InstanceSnapshots(session, address, context.clock());
        this.restores = new InstanceRestores(session, address, snapshots, context.clock());
    }

    @Override
    public DatabaseStatus describe() {
        String operation = "describe " + address;
        Origin origin = look(operation);
        if (origin.instance().isPresent()) {
            return InstanceDescription.of(origin, origin.instance().get());
        }
        if (address.kind() == RdsAddress.Kind.AUTOMATED_BACKUP
                && origin.backup().isPresent()) {
            return InstanceDescription.of(origin, origin.backup().get());
        }
        throw InstanceDescription.gone(instances, origin, operation);
    }

    private Origin look(String operation) {
        return Origin.look(instances, address, operation);
    }

    @Override
    public Capabilities capabilities() {
        Origin origin = look("ask what " + address + " can do");
        return InstanceCapabilities.of(
                origin, origin.instance().flatMap(this::sqlTo).isPresent());
    }

    @Override
    public void startSnapshot(SnapshotRequest request) {
        String operation = "snapshot " + address;
        Origin origin = look(operation);
        if (origin.instance().isEmpty() && address.kind() == RdsAddress.Kind.INSTANCE) {
            throw InstanceDescription.gone(instances, origin, operation);
        }
        InstanceCapabilities.of(origin, false).require(Capability.SNAPSHOT, operation);
        snapshots.start(operation, origin.instance().orElseThrow(), request);
    }

    @Override
    public List<Snapshot> listSnapshots() {
        String operation = "list snapshots of " + address;
        requireInstanceAddress(operation);
        return snapshots.list(operation);
    }

    @Override
    public Optional<Snapshot> findSnapshot(String id) {
        String operation = "find snapshot " + id;
        requireInstanceAddress(operation);
        return snapshots.find(operation, id);
    }

    private void requireInstanceAddress(String operation) {
        if (address.kind() == RdsAddress.Kind.AUTOMATED_BACKUP) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    address + " names automated backups, and snapshots belong to an instance",
                    failure -> failure.hint("Address the instance by its name; it need not exist any more."));
        }
    }

    @Override
    public void startDeleteSnapshot(String id) {
        String operation = "delete snapshot " + id;
        requireInstanceAddress(operation);
        snapshots.delete(operation, id);
    }

    @Override
    public Optional<RestorableWindow> restorableWindow() {
        return look("find the restorable window of " + address).window();
    }

    @Override
    public void startRestore(RestoreRequest request) {
        String operation = "restore " + address + " to " + request.target() + " as " + request.name();
        restores.start(operation, request, InstanceCapabilities.of(request.target()));
    }

    @Override
    public void startClone(RestoreRequest request) {
        restores.start("clone " + address + " as " + request.name(), request, Capability.CLONE);
    }

    @Override
    public void continueRestore(RestoreRequest request) {
        restores.proceed("configure " + request.name(), request);
    }

    @Override
    public List<String> byHand(RestoreRequest request) {
        return new InstanceByHand(instances, address).lines(request);
    }

    @Override
    public Optional<OperationStatus> findOperation(OperationKey key) {
        String operation = "look for the work of " + key;
        if (restores.knows(key)) {
            return restores.find(operation, key);
        }
        return snapshots.find(operation, key).map(InstanceSnapshots::status).or(() -> restores.find(operation, key));
    }

    /** Removals and changes of settings take minutes. */
    @Override
    public Duration lookInterval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public RestoredDatabase openRestored(String name) {
        return RestoredInstance.open(session, address, name, () -> RdsDrivers.open(address.sibling(name), context));
    }

    @Override
    public Optional<Provenance> findRestored(String name) {
        return instances.find("look whose '" + name + "' is", name).flatMap(RestoredInstance::identity);
    }

    @Override
    public void startDiscard(String name) {
        new InstanceRemoval(session, address).start("discard " + name, name);
    }

    @Override
    public Map<String, String> annotations() {
        return RdsTags.annotations(require("read the tags of " + address).tagList());
    }

    @Override
    public void annotate(Map<String, String> set, Set<String> remove) {
        String operation = "annotate " + address;
        set.keySet().forEach(name -> CopyTags.requireFree(operation, name));
        remove.forEach(name -> CopyTags.requireFree(operation, name));
        RdsNotes.write(session.rds(), operation, require(operation).dbInstanceArn(), set, remove);
    }

    @Override
    public void annotateSnapshot(String id, Map<String, String> set, Set<String> remove) {
        String operation = "annotate snapshot " + id;
        requireInstanceAddress(operation);
        snapshots.annotate(operation, id, set, remove);
    }

    private DBInstance require(String operation) {
        Origin origin = look(operation);
        InstanceCapabilities.of(origin, false).require(Capability.ANNOTATE, operation);
        return origin.instance().orElseThrow();
    }

    @Override
    public Optional<AutomatedBackupsDriver> automatedBackups() {
        return ofInstance().map(instance -> new InstanceBackups(session, instance));
    }

    @Override
    public Optional<SnapshotCopyDriver> snapshotCopies() {
        return ofInstance().map(instance -> new InstanceCopies(session, instance));
    }

    @Override
    public Optional<HighAvailabilityDriver> highAvailability() {
        return ofInstance().map(instance -> new InstanceAvailability(session, instance));
    }

    private Optional<RdsAddress> ofInstance() {
        return Optional.of(address).filter(named -> named.kind() == RdsAddress.Kind.INSTANCE);
    }

    @Override
    public Optional<DataSource> sql() {
        return instances.find("find the endpoint of " + address, address.name()).flatMap(this::sqlTo);
    }

    private Optional<DataSource> sqlTo(DBInstance instance) {
        return Optional.ofNullable(instance.endpoint())
                .filter(endpoint -> endpoint.address() != null && endpoint.port() != null)
                .flatMap(endpoint -> sql.to(new SqlAccess.Server(
                        endpoint.address(),
                        endpoint.port(),
                        instance.masterUsername() == null ? "postgres" : instance.masterUsername(),
                        Optional.ofNullable(instance.dbName()))));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.<Object>of(session.rds(), new BackupExtras(session, address), new RegionInventory(session))
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** Closes the connections to AWS. Work at AWS goes on. */
    @Override
    public void close() {
        session.close();
    }
}
