package com.datafly.signal.dr.selfmanaged.driver;

import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every driver, on a real server. */
@TestInstance(Lifecycle.PER_CLASS)
class SelfManagedDriverIT extends DatabaseDriverContract {

    @TempDir
    private static Path directory;

    private SelfManagedHarness harness;

    @BeforeAll
    void start() throws SQLException {
        harness = new SelfManagedHarness(PostgresVersions.newest(), directory);
    }

    @AfterAll
    void stop() {
        harness.close();
    }

    @Override
    protected DatabaseHarness harness() {
        return harness;
    }
}
