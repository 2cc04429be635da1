package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What a copy on this machine is opened with: its superuser, who needs no password on the private socket. */
final class CopyContext implements DriverContext {

    private static final String USER = "user";

    private final DriverContext source;
    private final String superuser;

    CopyContext(DriverContext source, String superuser) {
        this.source = source;
        this.superuser = superuser;
    }

    @Override
    public Clock clock() {
        return source.clock();
    }

    @Override
    public Optional<String> option(String name) {
        return name.equals(USER) ? Optional.of(superuser) : Optional.empty();
    }

    @Override
    public Set<String> optionNames() {
        return Set.of(USER);
    }

    @Override
    public Optional<Secret> secret(String name) {
        return Optional.empty();
    }

    @Override
    public ObjectStore store(String address) {
        return source.store(address);
    }
}
