package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseExecutorProvider;

/** Deploys releases on an {@link InMemoryPlatform}, of the charts that it was given. */
public final class InMemoryReleaseExecutorProvider implements ReleaseExecutorProvider {

    /** Creates the provider; it holds no state. */
    public InMemoryReleaseExecutorProvider() {}

    @Override
    public String scheme() {
        return InMemoryPlatformProvider.SCHEME;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public ReleaseExecutor open(ResourceAddress address, DriverContext context) {
        String token =
                context.secret("token").map(secret -> secret.use(String::new)).orElse(null);
        return new InMemoryReleaseExecutor(new InMemoryPlatformDriver(address.location(), token));
    }
}
