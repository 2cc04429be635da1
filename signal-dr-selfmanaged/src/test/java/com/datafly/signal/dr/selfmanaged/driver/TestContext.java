package com.datafly.signal.dr.selfmanaged.driver;

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
 * @param secrets the secrets by their names
 */
public record TestContext(Map<String, String> options, Map<String, Secret> secrets) implements DriverContext {

    /** A context with options and a password. */
    public static TestContext of(Map<String, String> options, Secret password) {
        return new TestContext(options, Map.of("password", password));
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
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public ObjectStore store(String address) {
        return FileSystemObjectStore.open(Path.of(address.substring("file:".length())));
    }
}
