package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import java.util.List;
import java.util.function.Function;

/** One platform, and what deploys software to it. */
public final class PlatformResource extends DrivenResource<PlatformDriver> {

    private final ReleaseExecutors executors;

    PlatformResource(
            ResourceAddress address,
            PlatformDriver driver,
            ReleaseExecutors executors,
            Calls calls,
            Resource.Host host) {
        super(address, driver, calls, host);
        this.executors = executors;
    }

    /** Lets software deploy, once: what became of it if that is not known is the caller's to find out. */
    public <T> T deploy(String operation, OperationKey key, Function<ReleaseExecutor, T> call) {
        try {
            return call.apply(executors.open());
        } catch (RuntimeException e) {
            throw failures().translate(operation, e, key, Effect.UNKNOWN);
        }
    }

    /** Refuses to go on where the platform cannot do what is needed. */
    public void require(PlatformCapability capability, String operation) {
        require(List.of(capability), operation);
    }

    /** Refuses likewise, by one look: each asks the platform for all that it can do. */
    public void require(List<PlatformCapability> capabilities, String operation) {
        PlatformCapabilities offered = read("ask what " + address() + " can do", PlatformDriver::capabilities);
        capabilities.forEach(capability -> offered.require(capability, operation));
    }

    @Override
    void closeDriver() {
        try (executors) {
            driver().close();
        }
    }
}
