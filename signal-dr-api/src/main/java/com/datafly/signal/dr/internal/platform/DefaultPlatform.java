package com.datafly.signal.dr.internal.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.internal.platform.access.DefaultPlatformAccess;
import com.datafly.signal.dr.internal.platform.budget.DefaultDisruptionBudgets;
import com.datafly.signal.dr.internal.platform.connection.DefaultConnections;
import com.datafly.signal.dr.internal.platform.health.DefaultPlatformHealth;
import com.datafly.signal.dr.internal.platform.image.DefaultPlatformImages;
import com.datafly.signal.dr.internal.platform.log.DefaultPlatformLogs;
import com.datafly.signal.dr.internal.platform.release.DefaultReleases;
import com.datafly.signal.dr.internal.platform.rollout.DefaultRollouts;
import com.datafly.signal.dr.platform.Connections;
import com.datafly.signal.dr.platform.DisruptionBudgets;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.platform.PlatformAccess;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformHealth;
import com.datafly.signal.dr.platform.PlatformImages;
import com.datafly.signal.dr.platform.PlatformLogs;
import com.datafly.signal.dr.platform.Releases;
import com.datafly.signal.dr.platform.Rollouts;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.util.Optional;

/** A platform by its driver. */
public final class DefaultPlatform implements Platform {

    private final PlatformResource resource;

    /** Offers what the resource can do. */
    public DefaultPlatform(PlatformResource resource) {
        this.resource = resource;
    }

    /** Returns the driver and how it is called, for steps. */
    public PlatformResource resource() {
        return resource;
    }

    @Override
    public ResourceAddress address() {
        return resource.address();
    }

    @Override
    public String clusterId() {
        return resource.read("ask for the id of " + address(), PlatformDriver::clusterId);
    }

    @Override
    public PlatformCapabilities capabilities() {
        return resource.read("ask what " + address() + " can do", PlatformDriver::capabilities);
    }

    @Override
    public PlatformAccess access() {
        return new DefaultPlatformAccess(resource);
    }

    @Override
    public PlatformHealth health() {
        return new DefaultPlatformHealth(resource);
    }

    @Override
    public DisruptionBudgets budgets() {
        return new DefaultDisruptionBudgets(resource);
    }

    @Override
    public PlatformImages images() {
        return new DefaultPlatformImages(resource);
    }

    @Override
    public PlatformLogs logs() {
        return new DefaultPlatformLogs(resource);
    }

    @Override
    public Releases releases() {
        return new DefaultReleases(resource);
    }

    @Override
    public Rollouts rollouts() {
        return new DefaultRollouts(resource);
    }

    @Override
    public Connections connections() {
        return new DefaultConnections(resource);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return resource.driver().unwrap(requireNonNull(type, "type"));
    }

    @Override
    public void close() {
        resource.close();
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
