package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.PlatformProvider;

/**
 * Opens an {@link InMemoryPlatform} by its address. It knows one secret, {@code token}, and no options. A platform that
 * does not exist is opened too, and does not answer.
 *
 * @since 0.1
 */
public final class InMemoryPlatformProvider implements PlatformProvider {

    static final String SCHEME = "memory";

    /** Creates the provider; it holds no state. */
    public InMemoryPlatformProvider() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public PlatformDriver open(ResourceAddress address, DriverContext context) {
        if (!context.optionNames().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "unknown options " + context.optionNames(),
                    failure -> failure.hint("Leave them out: a platform in memory has no options."));
        }
        String token =
                context.secret("token").map(secret -> secret.use(String::new)).orElse(null);
        return new InMemoryPlatformDriver(address.location(), token);
    }
}
