package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.database.Capabilities;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;

/**
 * One Aurora PostgreSQL cluster or Multi-AZ DB cluster of RDS, or what is left of one.
 *
 * <p>The names of what it starts follow from the keys, or stand in tags; so it finds all work again without a memory of
 * its own. What it remembers, by which name a key goes, saves looking through the list of all clusters.
 */
public final class ClusterDriver implements DatabaseDriver {

    private final AwsSession session;
    private final RdsAddress address;
    private final DriverContext context;
    private final SqlAccess sql;
    private final ClusterProgress progress;
    private final Map<OperationKey, String> restores = new ConcurrentHashMap<>();

    /** Opens a cluster. Nothing is called yet; closing the driver closes the session. */
    public ClusterDriver(AwsSession session, RdsAddress address, DriverContext context) {
        this.session = session;
        this.address = address;
        this.context = context;
        this.sql = SqlAccess.open(session, context);
        this.progress = new ClusterProgress(context.clock());
    }

    private RdsClient rds() {
        return session.rds();
    }

    private Clusters clusters() {
        return new Clusters(rds());
    }

    private ClusterSnapshots snapshots() {
        return new ClusterSnapshots(rds(), address.name());
    }

    private DBCluster cluster(String operation) {
        return clusters().require(operation, address.name());
    }

    private ClusterOrigin look(String operation) {
        return ClusterOrigin.look(clusters(), address, operation);
    }

    @Override
    public DatabaseStatus describe() {
        return ClusterDescription.of(address.region(), cluster("describe " + address));
    }

    @Override
    public Capabilities capabilities() {
        ClusterOrigin origin = look("ask what " + address + " can do");
        return ClusterCapabilities.of(
                origin, origin.cluster().flatMap(this::sql).isPresent());
    }

    @Override
    public void startSnapshot(SnapshotRequest request) {
        snapshots().start(request);
    }

    @Override
    public List<Snapshot> listSnapshots() {
        return snapshots().list();
    }

    @Override
    public Optional<Snapshot> findSnapshot(String id) {
        return snapshots().find(id).map(ClusterSnapshots::describe);
    }

    @Override
    public void startDeleteSnapshot(String id) {
        snapshots().startDelete(id);
    }

    @Override
    public Optional<RestorableWindow> restorableWindow() {
        return look("ask for the restorable window of " + address).window();
    }

    @Override
    public void startRestore(RestoreRequest request) {
        new ClusterRestores(rds(), address).start(request, false);
        restores.put(request.key(), request.name());
    }

    @Override
    public void startClone(RestoreRequest request) {
        new ClusterRestores(rds(), address).start(request, true);
        restores.put(request.key(), request.name());
    }

    @Override
    public void continueRestore(RestoreRequest request) {
        new ClusterCompletion(rds(), address, context.clock()).next(request);
    }

    @Override
    public List<String> byHand(RestoreRequest request) {
        return new ClusterByHand(clusters(), address).lines(request);
    }

    @Override
    public Optional<OperationStatus> findOperation(OperationKey key) {
        String known = restores.get(key);
        if (known != null) {
            return progress.find(clusters(), known, key);
        }
        Optional<OperationStatus> snapshot = snapshots().findMadeBy(key).map(ClusterSnapshots::status);
        return snapshot.isPresent() ? snapshot : findRestore(key);
    }

    private Optional<OperationStatus> findRestore(OperationKey key) {
        Clusters clusters = clusters();
        return clusters.findMadeBy("look for the work of " + key, key).map(cluster -> {
            restores.put(key, cluster.dbClusterIdentifier());
            return progress.of(clusters, cluster);
        });
    }

    /** Removals and changes of settings take minutes. */
    @Override
    public Duration lookInterval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public RestoredDatabase openRestored(String name) {
        Provenance provenance = new ClusterCopies(rds()).require(name);
        RdsAddress made = address.sibling(name);
        return new Restored(made.toAddress(), provenance, RdsDrivers.open(made, context));
    }

    @Override
    public Optional<Provenance> findRestored(String name) {
        return new ClusterCopies(rds()).find(name);
    }

    @Override
    public void startDiscard(String name) {
        new ClusterRemoval(rds(), address).start(name);
    }

    @Override
    public Map<String, String> annotations() {
        return RdsTags.annotations(cluster("read the notes on " + address).tagList());
    }

    @Override
    public void annotate(Map<String, String> set, Set<String> remove) {
        String operation = "note on " + address;
        RdsNotes.write(rds(), operation, cluster(operation).dbClusterArn(), set, remove);
    }

    @Override
    public void annotateSnapshot(String id, Map<String, String> set, Set<String> remove) {
        snapshots().annotate(id, set, remove);
    }

    @Override
    public Optional<AutomatedBackupsDriver> automatedBackups() {
        return Optional.of(new ClusterBackups(rds(), address.name()));
    }

    @Override
    public Optional<SnapshotCopyDriver> snapshotCopies() {
        return Optional.of(new ClusterSnapshotCopies(session, address));
    }

    @Override
    public Optional<HighAvailabilityDriver> highAvailability() {
        return Optional.of(new ClusterHighAvailability(rds(), address.name()));
    }

    @Override
    public Optional<DataSource> sql() {
        return sql(cluster("open " + address + " for SQL"));
    }

    private Optional<DataSource> sql(DBCluster cluster) {
        if (cluster.endpoint() == null || cluster.port() == null) {
            return Optional.empty();
        }
        return sql.to(new SqlAccess.Server(
                cluster.endpoint(),
                cluster.port(),
                Optional.ofNullable(cluster.masterUsername()).orElse("postgres"),
                Optional.ofNullable(cluster.databaseName())));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.<Object>of(rds(), new RegionInventory(session))
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** Closes the connections to AWS. Work at AWS goes on. */
    @Override
    public void close() {
        session.close();
    }

    /** A cluster that a restore made, with a driver and a session of its own. */
    private record Restored(ResourceAddress address, Provenance provenance, DatabaseDriver driver)
            implements RestoredDatabase {}
}
