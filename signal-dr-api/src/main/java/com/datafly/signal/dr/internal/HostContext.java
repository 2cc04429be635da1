package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the host gave for one resource. */
final class HostContext implements DriverContext {

    private final Clock clock;
    private final ResourceOptions options;
    private final Function<String, ObjectStore> stores;

    HostContext(Clock clock, ResourceOptions options, Function<String, ObjectStore> stores) {
        this.clock = clock;
        this.options = options;
        this.stores = stores;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.options().get(name));
    }

    @Override
    public Set<String> optionNames() {
        return options.options().keySet();
    }

    @Override
    public Optional<Secret> secret(String name) {
        return Optional.ofNullable(options.secrets().get(name));
    }

    @Override
    public ObjectStore store(String address) {
        return stores.apply(address);
    }
}
