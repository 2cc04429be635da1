package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.DatabaseDriver;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One database as the portable types share it: its driver, how it is called, and how long work is awaited. */
record Resource(ResourceAddress address, DatabaseDriver driver, Calls calls, Host host) {

    /** What all resources of one {@code SignalDr} have in common; {@code opened} is closed with it. */
    record Host(
            Clock clock,
            TimeSource time,
            Duration operationDeadline,
            Redactor redactor,
            Closing opened,
            WorkHistory history) {}

    /** Describes a database that was opened. */
    static Resource of(ResourceAddress address, DatabaseDriver driver, Host host) {
        return new Resource(address, driver, Calls.toDatabase(address.toString(), host.redactor(), host.time()), host);
    }

    /** Refuses to go on where the database cannot do what is needed. */
    void require(Capability capability, String operation) {
        try {
            calls.read("ask what " + address + " can do", driver::capabilities).require(capability, operation);
        } catch (DrException e) {
            throw e.code() == ErrorCode.UNSUPPORTED
                    ? calls.failures().copy(e, more -> more.resource(address.toString()))
                    : e;
        }
    }

    /** Returns a part of the driver that a provider need not have. */
    <T> T facet(String operation, Function<DatabaseDriver, Optional<T>> part) {
        return calls.read(operation, () -> part.apply(driver))
                .orElseThrow(() -> refusal(
                        ErrorCode.UNSUPPORTED,
                        operation,
                        "the provider does not offer it",
                        "Ask Database.capabilities() what can be done."));
    }

    Optional<OperationStatus> find(OperationKey key) {
        return driver.findOperation(key);
    }

    /** Makes a change that may be repeated; {@code done} tells whether it is there. */
    void change(String operation, Runnable call, BooleanSupplier done) {
        calls.change(operation, Calls.returning(call), () -> Optional.of(true).filter(yes -> done.getAsBoolean()));
    }

    <T> DefaultOperation<T> operation(OperationKey key, String description, DefaultOperation.Work<T> work) {
        Pace pace = new Pace(host.history(), address.scheme() + " " + work.kind(), driver.lookInterval());
        DefaultOperation.Patience patience = new DefaultOperation.Patience(host.operationDeadline(), pace);
        return new DefaultOperation<>(key, description, work, calls, patience);
    }

    DrException refusal(ErrorCode code, String operation, String problem, String hint) {
        return DrException.create(
                code,
                operation,
                problem,
                failure -> failure.resource(address.toString()).hint(hint));
    }
}
