package com.datafly.signal.dr.k8s.helm;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.internal.helm.HelmTarget;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseExecutorProvider;

/**
 * Deploys releases by helm-java: Helm 3 as a native library within the process, where no {@code helm} command can be
 * installed. Chosen by the platform's option {@code releases-by} with the value {@code helm-java}.
 *
 * <p>The library needs an executable folder for temporary files and glibc 2.34; without the artifact of its platform on
 * the class path it is downloaded. What runs cannot be ended. It cannot roll back, and keeps no labels: a revision that
 * fails, or whose runner dies, cannot be told from somebody else's, so that a run stops for a person to decide. Helm 3
 * is maintained until February 2027. Where there is a choice, use the command.
 *
 * @since 0.1
 */
public final class HelmJavaProvider implements ReleaseExecutorProvider {

    /** Creates the provider; it holds no state. */
    public HelmJavaProvider() {}

    @Override
    public String scheme() {
        return "k8s";
    }

    @Override
    public String name() {
        return "helm-java";
    }

    @Override
    public ReleaseExecutor open(ResourceAddress address, DriverContext context) {
        return new HelmJava(HelmTarget.of(address, context));
    }
}
