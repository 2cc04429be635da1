package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import org.junit.jupiter.api.AfterAll;

class AuroraClusterDriverTest extends DatabaseDriverContract {

    private static final ClusterHarness HARNESS = new ClusterHarness(cluster -> {});

    @Override
    protected DatabaseHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
