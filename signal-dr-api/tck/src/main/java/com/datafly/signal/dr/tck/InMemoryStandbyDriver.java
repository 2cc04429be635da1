package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.HighAvailabilityDriver;
import java.time.Duration;
import java.util.Optional;

/** Translates to the standby of a database in memory. */
final class InMemoryStandbyDriver implements HighAvailabilityDriver {

    private static final Duration TAKEOVER = Duration.ofMinutes(1);

    private final InMemoryDriver driver;

    InMemoryStandbyDriver(InMemoryDriver driver) {
        this.driver = driver;
    }

    @Override
    public HighAvailabilityStatus status() {
        return driver.read("status", database -> database.standby().status());
    }

    @Override
    public void startFailover(OperationKey key) {
        driver.change(
                "startFailover",
                Capability.FAILOVER,
                database -> database.standby().failOver(key, driver.now().plus(TAKEOVER)));
    }

    @Override
    public Optional<OperationStatus> findFailover(OperationKey key) {
        return driver.find("findFailover", database -> database.standby().failover(key, driver.now()));
    }

    @Override
    public void startPromotion(OperationKey key) {
        // What was promoted follows no other any more, so a repeated call would be refused.
        if (findPromotion(key).isEmpty()) {
            driver.change(
                    "startPromotion",
                    Capability.PROMOTE,
                    database -> database.standby().promote(key, driver.now().plus(TAKEOVER)));
        }
    }

    @Override
    public Optional<OperationStatus> findPromotion(OperationKey key) {
        return driver.find("findPromotion", database -> database.standby().promotion(key, driver.now()));
    }
}
