package com.datafly.signal.dr.k8s;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.client.KubernetesAddress;
import com.datafly.signal.dr.k8s.internal.driver.KubernetesDriver;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.spi.PlatformProvider;

/**
 * Opens namespaces of Kubernetes clusters as {@code k8s:NAMESPACE}.
 *
 * <p>Options: {@code kubeconfig}, a file (by default those that {@code KUBECONFIG} names, then {@code ~/.kube/config},
 * then the service account of the pod that this process runs in); {@code context}, of the kubeconfig (by default the
 * current one; one that is not there is refused); {@code request.timeout.ms}, for one request (default 10,000).
 *
 * <p>{@code unwrap} gives Fabric8's {@code KubernetesClient}.
 *
 * @since 0.1
 */
public final class KubernetesProvider implements PlatformProvider {

    /** For {@link java.util.ServiceLoader}. */
    public KubernetesProvider() {}

    @Override
    public String scheme() {
        return KubernetesAddress.SCHEME;
    }

    /**
     * Makes a driver without asking the cluster. A kubeconfig whose user has a program for its credential has that run
     * here.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an address or an option of another form,
     *     {@code FAILED_PRECONDITION} if there is no configuration, or none that can be used
     */
    @Override
    public PlatformDriver open(ResourceAddress address, DriverContext context) {
        KubernetesAddress namespace = KubernetesAddress.parse(address);
        return new KubernetesDriver(Connection.open(namespace, ClientOptions.read(context)));
    }
}
