package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the wire, with a real PostgreSQL behind every instance. */
class RdsDataPlaneIT extends DatabaseDriverContract {

    @TempDir
    private static Path directory;

    private static PostgresRds rds;
    private static PostgresRdsHarness harness;

    @BeforeAll
    static void start() throws SQLException {
        rds = PostgresRds.start(directory);
        harness = new PostgresRdsHarness(rds);
    }

    @AfterAll
    static void stop() {
        rds.close();
    }

    @Override
    protected DatabaseHarness harness() {
        return harness;
    }
}
