package com.datafly.signal.dr.tck;

import org.junit.jupiter.api.AfterEach;

/** Restores of this database need calls after the provider's part. */
class InMemoryDriverWithCallsTest extends DatabaseDriverContract {

    private final InMemoryHarness harness = new InMemoryHarness();

    @Override
    protected DatabaseHarness harness() {
        harness.world().restoreCalls(2);
        return harness;
    }

    @AfterEach
    void close() {
        harness.close();
    }
}
