package com.datafly.signal.dr.tck;

import org.junit.jupiter.api.AfterEach;

class InMemoryDriverTest extends DatabaseDriverContract {

    private final InMemoryHarness harness = new InMemoryHarness();

    @Override
    protected DatabaseHarness harness() {
        return harness;
    }

    @AfterEach
    void close() {
        harness.close();
    }
}
