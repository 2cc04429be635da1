package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventStreamProvider;

/**
 * Opens an {@link InMemoryCluster} by its address. It knows one secret, {@code password}, and no options. A cluster
 * that does not exist is opened too, and does not answer.
 *
 * @since 0.1
 */
public final class InMemoryEventStreamProvider implements EventStreamProvider {

    static final String SCHEME = "memory";

    /** Creates the provider; it holds no state. */
    public InMemoryEventStreamProvider() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public EventStreamDriver open(ResourceAddress address, DriverContext context) {
        if (!context.optionNames().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "unknown options " + context.optionNames(),
                    failure -> failure.hint("Leave them out: a cluster in memory has no options."));
        }
        String password = context.secret("password")
                .map(secret -> secret.use(String::new))
                .orElse(null);
        return new InMemoryEventStreamDriver(address.location(), password);
    }
}
