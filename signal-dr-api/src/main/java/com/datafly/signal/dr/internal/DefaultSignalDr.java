package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.internal.drill.DefaultDrill;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/** Opens what its builder describes, and closes it. */
public final class DefaultSignalDr implements SignalDr {

    private final RecoveryObjectives objectives;
    private final Resource.Host host;
    private final OpenStores stores;
    private final @Nullable Database database;

    private DefaultSignalDr(
            RecoveryObjectives objectives, Resource.Host host, OpenStores stores, @Nullable Database database) {
        this.objectives = objectives;
        this.host = host;
        this.stores = stores;
        this.database = database;
    }

    /** Opens the resources; closes those that were opened if one cannot be. */
    public static SignalDr open(SignalDr.Builder builder) {
        Redactor redactor = new Redactor(builder.databaseOptions().secrets().values());
        Resource.Host host = new Resource.Host(
                builder.clock(), builder.timeSource(), builder.operationDeadline(), redactor, new Closing());
        OpenStores stores = new OpenStores(host, builder.databaseOptions());
        try {
            Database database = builder.database()
                    .map(address -> connect(address, builder.databaseOptions(), host, stores))
                    .orElse(null);
            return new DefaultSignalDr(builder.objectives(), host, stores, database);
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    @Override
    public Database database() {
        if (database == null) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "use the database",
                    "none was given",
                    failure -> failure.hint("Name it by SignalDr.builder().database(address)."));
        }
        return database;
    }

    @Override
    public RecoveryObjectives objectives() {
        return objectives;
    }

    @Override
    public Drill drill() {
        return DefaultDrill.of(database(), objectives, host.clock());
    }

    @Override
    public ObjectStore store(String address) {
        return stores.open(address);
    }

    @Override
    public void close() {
        host.opened().closeAll();
        stores.close();
    }

    private static Database connect(
            ResourceAddress address, ResourceOptions options, Resource.Host host, OpenStores stores) {
        HostContext context = new HostContext(host.clock(), options, stores::open);
        Calls calls = Calls.toDatabase(address.toString(), host.redactor(), host.time());
        DatabaseDriver driver =
                calls.read("open " + address, () -> Providers.database(address).open(address, context));
        return DefaultDatabase.opened(new Resource(address, driver, calls, host));
    }
}
