package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.Capability;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;

/** This database can do nothing, and says so. */
class InMemoryDriverWithNothingTest extends DatabaseDriverContract {

    private final InMemoryHarness harness = new InMemoryHarness();

    @Override
    protected DatabaseHarness harness() {
        EnumSet<Capability> left = EnumSet.noneOf(Capability.class);
        for (Capability capability : EnumSet.complementOf(left)) {
            harness.world().disable(capability, "switched off for this database");
        }
        return harness;
    }

    @AfterEach
    void close() {
        harness.close();
    }
}
