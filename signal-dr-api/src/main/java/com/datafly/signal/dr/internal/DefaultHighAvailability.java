package com.datafly.signal.dr.internal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.HighAvailability;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.DatabaseDriver;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import java.util.Optional;
import java.util.function.Supplier;

/** A database's standby by one driver. */
public final class DefaultHighAvailability implements HighAvailability {

    private final Resource resource;

    DefaultHighAvailability(Resource resource) {
        this.resource = resource;
    }

    @Override
    public HighAvailabilityStatus status() {
        return status(driver("look at the standby of " + resource.address()));
    }

    @Override
    public Operation<Void> failover() {
        return failover(OperationKey.random());
    }

    @Override
    public Operation<Void> failover(OperationKey key) {
        String operation = "fail over " + resource.address();
        HighAvailabilityDriver driver = driver(operation);
        Takeover takeover = new Takeover(WorkKind.FAILOVER, () -> driver.findFailover(key));
        if (!resource.calls().isBegun(requireNonNull(key, "key"), takeover::look)) {
            resource.require(Capability.FAILOVER, operation);
            requireStandby(operation, status(driver));
            resource.calls().start(operation, key, () -> driver.startFailover(key), takeover::begun);
        }
        return resource.operation(key, operation, takeover);
    }

    @Override
    public Operation<Void> promote() {
        return promote(OperationKey.random());
    }

    /** What was promoted follows no other, so work that was begun is looked for before anything is required. */
    @Override
    public Operation<Void> promote(OperationKey key) {
        String operation = "promote " + resource.address();
        HighAvailabilityDriver driver = driver(operation);
        Takeover takeover = new Takeover(WorkKind.PROMOTION, () -> driver.findPromotion(key));
        if (!resource.calls().isBegun(requireNonNull(key, "key"), takeover::look)) {
            resource.require(Capability.PROMOTE, operation);
            resource.calls().start(operation, key, () -> driver.startPromotion(key), takeover::begun);
        }
        return resource.operation(key, operation, takeover);
    }

    /** Asks once what became of the failover that was started under {@code key}. */
    public Optional<OperationStatus> sightFailover(OperationKey key) {
        HighAvailabilityDriver driver = driver("look for the failover of " + resource.address());
        return resource.calls().read("look for the failover " + key, () -> driver.findFailover(key));
    }

    /** Asks once what became of the promotion that was started under {@code key}. */
    public Optional<OperationStatus> sightPromotion(OperationKey key) {
        HighAvailabilityDriver driver = driver("look for the promotion of " + resource.address());
        return resource.calls().read("look for the promotion " + key, () -> driver.findPromotion(key));
    }

    private HighAvailabilityDriver driver(String operation) {
        return resource.facet(operation, DatabaseDriver::highAvailability);
    }

    private HighAvailabilityStatus status(HighAvailabilityDriver driver) {
        return resource.calls().read("look at the standby of " + resource.address(), driver::status);
    }

    private void requireStandby(String operation, HighAvailabilityStatus status) {
        if (status.replication() == Replication.NONE) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "there is no standby that could take over",
                    "Give the database a standby first, or recover it into a new one.");
        }
    }

    /** One database taking over from another. */
    private record Takeover(WorkKind kind, Supplier<Optional<OperationStatus>> find)
            implements DefaultOperation.Work<Void> {
        @Override
        public Optional<OperationStatus> look() {
            return find.get();
        }

        Optional<OperationStatus> begun() {
            return Calls.begun(find.get());
        }

        @Override
        public Optional<Outcome<Void>> result(String id) {
            return Optional.of(Outcome.done());
        }
    }
}
