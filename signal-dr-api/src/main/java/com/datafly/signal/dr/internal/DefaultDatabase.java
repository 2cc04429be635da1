package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.AutomatedBackups;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.Clones;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.database.PointInTimeRecovery;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.Retention;
import com.datafly.signal.dr.database.Snapshots;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.RestoreRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database by its driver. */
public final class DefaultDatabase implements Database {

    private final Resource resource;
    private final @Nullable Origin origin;
    private final DefaultSnapshots snapshots;
    private final Freeze freeze;

    private DefaultDatabase(Resource resource, @Nullable Origin origin) {
        this.resource = resource;
        this.origin = origin;
        this.freeze = new Freeze(resource);
        this.snapshots = new DefaultSnapshots(resource, freeze);
    }

    static DefaultDatabase opened(Resource resource) {
        return closedWithHost(new DefaultDatabase(resource, null));
    }

    /** Opens a database that {@code source} made. */
    static DefaultDatabase restored(Resource source, String name) {
        DatabaseDriver.RestoredDatabase restored = source.driver().openRestored(name);
        Origin origin = new Origin(source, name, restored.provenance());
        Resource resource = Resource.of(restored.address(), restored.driver(), source.host());
        return closedWithHost(new DefaultDatabase(resource, origin));
    }

    private static DefaultDatabase closedWithHost(DefaultDatabase database) {
        database.resource.host().opened().add(database);
        return database;
    }

    @Override
    public ResourceAddress address() {
        return resource.address();
    }

    @Override
    public DatabaseStatus status() {
        return resource.calls().read("describe " + resource.address(), resource.driver()::describe);
    }

    @Override
    public Capabilities capabilities() {
        return resource.calls().read("ask what " + resource.address() + " can do", resource.driver()::capabilities);
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public PointInTimeRecovery pointInTimeRecovery() {
        return new DefaultPointInTimeRecovery(resource);
    }

    @Override
    public Clones clones() {
        return new DefaultClones(resource);
    }

    @Override
    public Retention retention() {
        return new DefaultRetention(resource, snapshots, freeze);
    }

    @Override
    public AutomatedBackups automatedBackups() {
        return new DefaultAutomatedBackups(resource);
    }

    @Override
    public DefaultHighAvailability highAvailability() {
        return new DefaultHighAvailability(resource);
    }

    @Override
    public Optional<Provenance> provenance() {
        return Optional.ofNullable(origin).map(Origin::provenance);
    }

    @Override
    public Optional<DataSource> sql() {
        return resource.calls().read("open " + resource.address() + " for SQL", resource.driver()::sql);
    }

    @Override
    public Operation<Void> discard() {
        String operation = "discard " + resource.address();
        if (origin == null) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "this library did not make it",
                    "Only databases that a restore or a clone made are discarded.");
        }
        return origin.discard(operation);
    }

    /** Asks once what became of the snapshot, restore or clone that was started under {@code key}. */
    public Optional<OperationStatus> sight(OperationKey key) {
        return resource.calls().read("look for the work of " + key, () -> resource.find(key));
    }

    /**
     * Opens a database that this one made, in any process, by its name.
     *
     * @throws DrException with {@code NOT_FOUND} if there is none
     */
    public Database made(String name) {
        return resource.calls().read("open " + name, () -> restored(resource, name));
    }

    /** Looks up whose a name is among what this one's restores and clones made, are making, or left unfinished. */
    public Optional<Provenance> findMade(String name) {
        return resource.calls().read("look for " + name, () -> resource.driver().findRestored(name));
    }

    /** Starts to remove what has that name, finished or not. The caller has looked whose it is. */
    public Operation<Void> discardMade(String name, OperationKey madeBy) {
        String operation = "discard " + name;
        BooleanSupplier gone =
                () -> findMade(name).filter(made -> made.key().equals(madeBy)).isEmpty();
        resource.require(Capability.DISCARD, operation);
        resource.change(operation, () -> resource.driver().startDiscard(name), gone);
        OperationKey key = OperationKey.derive(address().toString(), "discard", 0, madeBy + name);
        return resource.operation(key, operation, Removal.until(gone, name));
    }

    /**
     * Asks the driver what a person would type to make a copy where no JVM is left.
     *
     * @return its lines, as {@link DatabaseDriver#byHand} describes them; empty if it knows none
     */
    public List<String> byHand(RestoreRequest request) {
        return resource.calls()
                .read(
                        "say how to restore " + resource.address() + " by hand",
                        () -> resource.driver().byHand(request));
    }

    /** Notes facts on a snapshot; repetition does no harm. */
    public void annotateSnapshot(String id, Map<String, String> notes) {
        String operation = "note on snapshot " + id;
        resource.require(Capability.ANNOTATE, operation);
        snapshots.annotate(operation, id, notes, Set.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return resource.calls()
                .read("unwrap " + resource.address(), () -> resource.driver().unwrap(type));
    }

    @Override
    public void close() {
        resource.host().opened().remove(this);
        resource.calls().close();
        try {
            resource.driver().close();
        } catch (RuntimeException e) {
            throw resource.calls().failures().translate("close " + resource.address(), e, null, Effect.NONE);
        }
    }

    /** What a restored database was made from, and by which name its source knows it. */
    private record Origin(Resource source, String name, Provenance provenance) {

        Operation<Void> discard(String operation) {
            source.require(Capability.DISCARD, operation);
            source.change(operation, () -> source.driver().startDiscard(name), this::isGone);
            OperationKey key = OperationKey.derive(source.address().toString(), "discard", 0, provenance.key() + name);
            return source.operation(key, operation, Removal.until(this::isGone, name));
        }

        private boolean isGone() {
            try {
                source.driver().openRestored(name);
                return false;
            } catch (DrException e) {
                if (e.code() == ErrorCode.NOT_FOUND) {
                    return true;
                }
                throw e;
            }
        }
    }
}
