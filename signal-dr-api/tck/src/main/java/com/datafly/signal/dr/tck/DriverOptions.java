package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a driver under test is opened with, as a host would: options, secrets, a clock, stores. Immutable.
 *
 * <p>Unless told otherwise there are no options and no secrets, the clock is the system's, and {@code file:} addresses
 * are the only stores.
 *
 * @since 0.1
 */
public final class DriverOptions implements DriverContext {

    private static final String FILE = "file:";

    private final Map<String, String> options;
    private final Map<String, Secret> secrets;
    private final Clock clock;
    private final Function<String, ObjectStore> stores;

    private DriverOptions(
            Map<String, String> options,
            Map<String, Secret> secrets,
            Clock clock,
            Function<String, ObjectStore> stores) {
        this.options = Map.copyOf(options);
        this.secrets = Map.copyOf(secrets);
        this.clock = requireNonNull(clock, "clock");
        this.stores = requireNonNull(stores, "stores");
    }

    /** Gives nothing. */
    public static DriverOptions none() {
        return of(Map.of());
    }

    /** Gives options. */
    public static DriverOptions of(Map<String, String> options) {
        return of(options, Map.of());
    }

    /** Gives options and secrets, by their names. */
    public static DriverOptions of(Map<String, String> options, Map<String, Secret> secrets) {
        return new DriverOptions(options, secrets, Clock.systemUTC(), DriverOptions::openFile);
    }

    /** Returns the same with an option more, or another one. */
    public DriverOptions with(String name, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(name, value);
        return new DriverOptions(more, secrets, clock, stores);
    }

    /** Returns the same with a secret more, or another one. */
    public DriverOptions with(String name, Secret secret) {
        Map<String, Secret> more = new TreeMap<>(secrets);
        more.put(name, secret);
        return new DriverOptions(options, more, clock, stores);
    }

    /** Returns the same with another clock. */
    public DriverOptions with(Clock other) {
        return new DriverOptions(options, secrets, other, stores);
    }

    /** Returns the same with one store, whatever its address is said to be. */
    public DriverOptions with(ObjectStore store) {
        return new DriverOptions(options, secrets, clock, address -> store);
    }

    @Override
    public Clock clock() {
        return clock;
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
        return stores.apply(address);
    }

    private static ObjectStore openFile(String address) {
        if (!address.startsWith(FILE)) {
            throw new UnsupportedOperationException("there is no store at " + address);
        }
        return FileSystemObjectStore.open(Path.of(address.substring(FILE.length())));
    }
}
