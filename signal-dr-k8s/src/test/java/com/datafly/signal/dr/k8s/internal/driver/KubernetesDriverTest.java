package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.tck.PlatformDriverContract;
import com.datafly.signal.dr.tck.PlatformHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on our own API server. */
class KubernetesDriverTest extends PlatformDriverContract {

    private static ApiServerHarness harness;

    @BeforeAll
    static void start(@TempDir Path folder) {
        harness = new ApiServerHarness(folder);
    }

    @AfterAll
    static void stop() {
        harness.close();
    }

    @Override
    protected PlatformHarness harness() {
        return harness;
    }
}
