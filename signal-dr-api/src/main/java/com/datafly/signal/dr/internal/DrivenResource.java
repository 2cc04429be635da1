package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.operation.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A resource as the portable types share it: its driver, and how it is called. Thread-safe.
 *
 * @param <D> the driver
 */
public abstract sealed class DrivenResource<D extends AutoCloseable> implements AutoCloseable
        permits PlatformResource, StreamResource {

    private final ResourceAddress address;
    private final D driver;
    private final Calls calls;
    private final Resource.Host host;

    DrivenResource(ResourceAddress address, D driver, Calls calls, Resource.Host host) {
        this.address = address;
        this.driver = driver;
        this.calls = calls;
        this.host = host;
        host.opened().add(this);
    }

    /** Returns the address that opened it. */
    public final ResourceAddress address() {
        return address;
    }

    /** Returns the driver, for what is neither a read nor a change. */
    public final D driver() {
        return driver;
    }

    /** Returns the clock for instants. */
    public final Clock clock() {
        return host.clock();
    }

    /** Returns how durations are measured and spent. */
    public final TimeSource time() {
        return host.time();
    }

    /** Reads, again where that may help. */
    public final <T> T read(String operation, Function<D, T> call) {
        return calls.read(operation, () -> call.apply(driver));
    }

    /** Reads, again where that may help, within {@code allowed}. */
    public final <T> T read(String operation, Duration allowed, Function<D, T> call) {
        return calls.read(operation, allowed, () -> call.apply(driver));
    }

    /** Makes a change that has the same effect however often it is made; {@code done} tells whether it is there. */
    public final void change(String operation, Consumer<D> call, BooleanSupplier done) {
        calls.change(
                operation,
                Calls.returning(() -> call.accept(driver)),
                () -> Optional.of(true).filter(yes -> done.getAsBoolean()));
    }

    /** Makes a change that is safe to repeat, and gives what the driver answered. */
    public final <T> T change(String operation, Function<D, T> call) {
        return calls.change(operation, () -> call.apply(driver), Optional::empty);
    }

    /** Refuses something before anything was touched. */
    public final DrException refusal(ErrorCode code, String operation, String problem, String hint) {
        return DrException.create(
                code,
                operation,
                problem,
                failure -> failure.resource(address.toString()).hint(hint));
    }

    final Failures failures() {
        return calls.failures();
    }

    /** Closes the driver, and whatever else was opened for it. */
    abstract void closeDriver();

    @Override
    public final void close() {
        host.opened().remove(this);
        calls.close();
        closeDriver();
    }
}
