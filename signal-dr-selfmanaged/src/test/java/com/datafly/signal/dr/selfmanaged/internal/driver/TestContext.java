package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a driver under test is opened with.
 *
 * @param options the options
 * @param password the password; empty for none
 */
record TestContext(Map<String, String> options, String password) implements DriverContext {

    static TestContext of(Map<String, String> options) {
        return new TestContext(options, "");
    }

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
        return password.isEmpty() ? Optional.empty() : Optional.of(Secret.of(password));
    }

    @Override
    public ObjectStore store(String address) {
        return FileSystemObjectStore.open(Path.of(address.substring("file:".length())));
    }
}
