package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.DatabaseProvider;
import com.datafly.signal.dr.spi.DriverContext;

/**
 * Opens the databases of an {@link InMemoryWorld} by their addresses. It knows one secret, {@code password}, and no
 * options.
 *
 * @since 0.1
 */
public final class InMemoryProvider implements DatabaseProvider {

    static final String SCHEME = "memory";

    /** Creates the provider; it holds no state. */
    public InMemoryProvider() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public DatabaseDriver open(ResourceAddress address, DriverContext context) {
        String[] parts = address.location().split("/", -1);
        if (parts.length != 2) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "the location is not of the form world/database",
                    failure -> failure.hint("Take the address from InMemoryWorld.address(name)."));
        }
        if (!context.optionNames().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "unknown options " + context.optionNames(),
                    failure -> failure.hint("Leave them out: a database in memory has no options."));
        }
        InMemoryWorld world = InMemoryWorld.find(parts[0])
                .orElseThrow(() -> DrException.of(
                        ErrorCode.NOT_FOUND, "open " + address, "there is no such world, or it was closed"));
        String password = context.secret("password")
                .map(secret -> secret.use(String::new))
                .orElse(null);
        return new InMemoryDriver(world, parts[1], password);
    }
}
