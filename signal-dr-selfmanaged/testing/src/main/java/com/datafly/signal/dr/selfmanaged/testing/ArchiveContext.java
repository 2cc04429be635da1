package com.datafly.signal.dr.selfmanaged.testing;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options without secrets, for the administrator is trusted on the socket, and one repository. */
record ArchiveContext(Map<String, String> options, ObjectStore repository) implements DriverContext {

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    @Override
    public Set<String> optionNames() {
        return options.keySet();
    }

    @Override
    public Optional<Secret> secret(String name) {
        return Optional.empty();
    }

    @Override
    public ObjectStore store(String address) {
        return repository;
    }
}
