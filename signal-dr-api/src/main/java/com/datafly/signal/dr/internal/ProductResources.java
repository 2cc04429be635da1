package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.ResourceOptions;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.internal.events.DefaultEventStream;
import com.datafly.signal.dr.internal.platform.DefaultPlatform;
import com.datafly.signal.dr.platform.Platform;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one product has besides its database.
 *
 * @param primary where its events are, if it has any
 * @param standby where they are copied to, if they are
 * @param platform where it runs, if that is known
 */
public record ProductResources(
        @Nullable EventStream primary,
        @Nullable EventStream standby,
        @Nullable Platform platform) {

    /** A product of which nothing but perhaps a database is known. */
    public static final ProductResources NONE = new ProductResources(null, null, null);

    static ProductResources open(SignalDr.Builder builder, Resource.Host host, OpenStores stores) {
        return new ProductResources(
                builder.events()
                        .map(address -> connect(address, builder.eventsOptions(), host, stores))
                        .orElse(null),
                builder.standbyEvents()
                        .map(address -> connect(address, builder.standbyEventsOptions(), host, stores))
                        .orElse(null),
                builder.platform()
                        .map(address -> connectPlatform(address, builder.platformOptions(), host, stores))
                        .orElse(null));
    }

    /** Returns the primary, or refuses. */
    public EventStream requirePrimary() {
        return Optional.ofNullable(primary).orElseThrow(() -> missing("use the event stream", "events"));
    }

    /** Returns the standby, or refuses. */
    public EventStream requireStandby() {
        return Optional.ofNullable(standby)
                .orElseThrow(() -> missing("use the standby's event stream", "standbyEvents"));
    }

    /** Returns the platform, or refuses. */
    public Platform requirePlatform() {
        return Optional.ofNullable(platform).orElseThrow(() -> missing("use the platform", "platform"));
    }

    private static Platform connectPlatform(
            ResourceAddress address, ResourceOptions options, Resource.Host host, OpenStores stores) {
        HostContext context = new HostContext(host.clock(), ReleaseExecutors.withoutTheirs(options), stores::open);
        Calls calls = Calls.toPlatform(address.toString(), host.redactor(), host.time());
        PlatformDriver driver =
                calls.read("open " + address, () -> Providers.platform(address).open(address, context));
        ReleaseExecutors executors =
                new ReleaseExecutors(address, new HostContext(host.clock(), options, stores::open));
        return new DefaultPlatform(new PlatformResource(address, driver, executors, calls, host));
    }

    private static EventStream connect(
            ResourceAddress address, ResourceOptions options, Resource.Host host, OpenStores stores) {
        HostContext context = new HostContext(host.clock(), options, stores::open);
        Calls calls = Calls.toEvents(address.toString(), host.redactor(), host.time());
        EventStreamDriver driver =
                calls.read("open " + address, () -> Providers.events(address).open(address, context));
        return new DefaultEventStream(new StreamResource(address, driver, calls, host));
    }

    private static DrException missing(String operation, String method) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                "none was given",
                failure -> failure.hint("Name it by SignalDr.builder()." + method + "(address)."));
    }
}
