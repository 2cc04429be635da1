package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;

class RdsInstanceDriverTest extends DatabaseDriverContract {

    private static final RdsHarness HARNESS = new RdsHarness(Duration.ZERO);

    @Override
    protected DatabaseHarness harness() {
        return HARNESS;
    }

    @AfterAll
    static void close() {
        HARNESS.close();
    }
}
