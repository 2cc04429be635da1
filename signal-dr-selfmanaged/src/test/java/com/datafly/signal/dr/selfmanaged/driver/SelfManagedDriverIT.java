package com.datafly.signal.dr.selfmanaged.driver;

import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.tck.DatabaseDriverContract;
import com.datafly.signal.dr.tck.DatabaseHarness;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The contract of every driver, on real servers. */
@ParameterizedClass
@ArgumentsSource(PostgresVersions.class)
class SelfManagedDriverIT extends DatabaseDriverContract {

    @Parameter
    PostgresInstallation installation;

    @TempDir
    private static Path directory;

    private static SelfManagedHarness harness;

    @BeforeParameterizedClassInvocation
    static void start(PostgresInstallation installation) throws SQLException {
        harness = new SelfManagedHarness(installation, directory.resolve("v" + installation.majorVersion()));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        harness.close();
    }

    @Override
    protected DatabaseHarness harness() {
        return harness;
    }
}
