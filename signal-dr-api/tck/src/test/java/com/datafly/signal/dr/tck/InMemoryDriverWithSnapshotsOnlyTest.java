package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.Capability;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;

/** Snapshots and their restores are all that this database can do. */
class InMemoryDriverWithSnapshotsOnlyTest extends DatabaseDriverContract {

    private final InMemoryHarness harness = new InMemoryHarness();

    @Override
    protected DatabaseHarness harness() {
        EnumSet<Capability> left = EnumSet.of(Capability.SNAPSHOT, Capability.SNAPSHOT_RESTORE);
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
