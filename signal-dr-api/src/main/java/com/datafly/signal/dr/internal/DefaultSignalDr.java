package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillSchedule;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.internal.drill.DefaultDrill;
import com.datafly.signal.dr.internal.drill.DefaultDrillSchedule;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens what its builder describes, and closes it. */
public final class DefaultSignalDr implements SignalDr {

    private final RecoveryObjectives objectives;
    private final Resource.Host host;
    private final OpenStores stores;
    private final @Nullable Database database;
    private final ProductResources resources;
    private final @Nullable OpenPlaybooks playbooks;

    private DefaultSignalDr(
            RecoveryObjectives objectives,
            Resource.Host host,
            OpenStores stores,
            @Nullable Database database,
            ProductResources resources,
            @Nullable OpenPlaybooks playbooks) {
        this.objectives = objectives;
        this.host = host;
        this.stores = stores;
        this.database = database;
        this.resources = resources;
        this.playbooks = playbooks;
    }

    /** Opens the resources; closes those that were opened if one cannot be. */
    public static SignalDr open(SignalDr.Builder builder) {
        List<Secret> secrets =
                new ArrayList<>(builder.databaseOptions().secrets().values());
        builder.storeOptions()
                .values()
                .forEach(options -> secrets.addAll(options.secrets().values()));
        secrets.addAll(builder.eventsOptions().secrets().values());
        secrets.addAll(builder.standbyEventsOptions().secrets().values());
        secrets.addAll(builder.platformOptions().secrets().values());
        secrets.addAll(builder.secrets().values());
        Redactor redactor = new Redactor(secrets);
        Resource.Host host = new Resource.Host(
                builder.clock(),
                builder.timeSource(),
                builder.operationDeadline(),
                redactor,
                new Closing(),
                new WorkHistory());
        OpenStores stores = new OpenStores(host, builder.storeOptions());
        try {
            Database database = builder.database()
                    .map(address -> connect(address, builder.databaseOptions(), host, stores))
                    .orElse(null);
            ProductResources resources = ProductResources.open(builder, host, stores);
            OpenPlaybooks playbooks = OpenPlaybooks.of(builder, host, database, resources);
            return new DefaultSignalDr(builder.objectives(), host, stores, database, resources, playbooks);
        } catch (RuntimeException e) {
            host.opened().closeAll();
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
    public EventStream events() {
        return resources.requirePrimary();
    }

    @Override
    public EventStream standbyEvents() {
        return resources.requireStandby();
    }

    @Override
    public Platform platform() {
        return resources.requirePlatform();
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
    public Playbooks playbooks() {
        return journaled("use playbooks").playbooks();
    }

    @Override
    public DrillSchedule drills(DrillRegime regime) {
        Journals journals = journaled("schedule drills").opened().journals();
        return DefaultDrillSchedule.open(journals, regime, host.clock(), host.time());
    }

    private OpenPlaybooks journaled(String operation) {
        if (playbooks == null) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "there is no journal",
                    failure -> failure.hint("Say where runs are written down by SignalDr.builder().journal(directory),"
                            + " outside of what they recover."));
        }
        return playbooks;
    }

    @Override
    public ObjectStore store(String address) {
        return stores.open(address);
    }

    @Override
    public void close() {
        if (playbooks != null) {
            playbooks.close();
        }
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
