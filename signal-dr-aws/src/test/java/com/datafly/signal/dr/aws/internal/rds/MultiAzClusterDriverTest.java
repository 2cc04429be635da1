package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.testing.ClusterSpec;
import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import org.junit.jupiter.api.AfterAll;

class MultiAzClusterDriverTest extends DatabaseDriverContract {

    private static final ClusterHarness HARNESS = new ClusterHarness(ClusterSpec::multiAz);

    @Override
    protected DatabaseHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
