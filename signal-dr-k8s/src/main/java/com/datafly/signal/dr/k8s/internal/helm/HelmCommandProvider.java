package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseExecutorProvider;

/**
 * Deploys releases by the {@code helm} command, 3.13 or later of Helm 3, or Helm 4. The option {@code releases-command}
 * says where it is; by default it is looked for on the PATH.
 */
public final class HelmCommandProvider implements ReleaseExecutorProvider {

    /** Creates the provider; it holds no state. */
    public HelmCommandProvider() {}

    @Override
    public String scheme() {
        return "k8s";
    }

    @Override
    public String name() {
        return "helm";
    }

    @Override
    public ReleaseExecutor open(ResourceAddress address, DriverContext context) {
        return new HelmCommand(HelmTarget.of(address, context));
    }
}
