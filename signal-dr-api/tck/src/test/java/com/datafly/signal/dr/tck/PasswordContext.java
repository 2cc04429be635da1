package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** A host that gives a clock and a password. */
record PasswordContext(Clock clock, Secret password) implements DriverContext {

    @Override
    public Optional<String> option(String name) {
        return Optional.empty();
    }

    @Override
    public Set<String> optionNames() {
        return Set.of();
    }

    @Override
    public Optional<Secret> secret(String name) {
        return name.equals("password") ? Optional.of(password) : Optional.empty();
    }

    @Override
    public ObjectStore store(String address) {
        return InMemoryObjectStore.create(address);
    }
}
