package com.datafly.signal.dr.k8s.internal.driver;

import com.datafly.signal.dr.tck.PlatformDriverContract;
import com.datafly.signal.dr.tck.PlatformHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The contract, in a real cluster where {@code SIGNAL_DR_KUBECONFIG} names one, in a namespace that it makes. */
@EnabledIfEnvironmentVariable(named = "SIGNAL_DR_KUBECONFIG", matches = ".+")
class KubernetesDriverRealTest extends PlatformDriverContract {

    private static RealClusterHarness harness;

    @BeforeAll
    static void start(@TempDir Path folder) {
        harness = new RealClusterHarness(Path.of(System.getenv("SIGNAL_DR_KUBECONFIG")), folder);
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
