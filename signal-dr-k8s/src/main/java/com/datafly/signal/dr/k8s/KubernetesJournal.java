package com.datafly.signal.dr.k8s;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.journal.ClusterJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Journals in a namespace of a Kubernetes cluster, for several runners and a cluster that survives what is recovered:
 * logs and anchors as Secrets, leases as Leases of {@code coordination.k8s.io}.
 *
 * <p>Every write is compared and set by the API server, so any number of processes on any number of machines may use
 * one namespace at once. Give the journal a namespace of its own, one per product. Of permissions it needs {@code get},
 * {@code list}, {@code create} and {@code patch} on {@code secrets}, {@code get}, {@code create} and {@code patch} on
 * {@code leases}; with {@code get} on the namespaces {@code kube-system}, as {@code RoleManifest.withClusterId()}
 * writes it, and its own it can tell which cluster it is lost with.
 *
 * <p>No request is repeated. Leases have connections of their own, whose requests end sooner. Thread-safe.
 *
 * @since 0.1
 */
public final class KubernetesJournal {

    private KubernetesJournal() {}

    /**
     * Opens the journals in a namespace, which exists, of the cluster that {@code kubectl} would ask, or of the one
     * that this process runs in.
     *
     * @param address {@code k8s:NAMESPACE}
     * @throws DrException as {@link #open(String, Consumer)} does
     */
    public static JournalDriver open(String address) {
        return open(address, more -> {});
    }

    /**
     * Opens the journals in a namespace, which exists, of the cluster that the options lead to.
     *
     * @param address {@code k8s:NAMESPACE}
     * @throws DrException with {@code INVALID_ARGUMENT} for an address or option that cannot be used;
     *     {@code FAILED_PRECONDITION} if nothing says where the cluster is; {@code NOT_FOUND} if it has no such
     *     namespace; {@code UNAUTHENTICATED} or {@code UNAVAILABLE} if it cannot be asked
     */
    public static JournalDriver open(String address, Consumer<Options> more) {
        Options options = new Options();
        more.accept(options);
        return ClusterJournal.open(ResourceAddress.parse(address), options.read());
    }

    /**
     * Says which cluster is asked, and how patiently. Without any, the cluster is the one that {@code kubectl} would
     * ask, or the one that this process runs in, and a request may take 10 seconds, one about a lease 3. Not
     * thread-safe.
     *
     * @since 0.1
     */
    public static final class Options {
        private @Nullable String context;
        private @Nullable Path kubeconfig;
        private Duration requestTimeout = ClientOptions.DEFAULT_TIMEOUT;

        private Options() {}

        /** Sets the context of the kubeconfig. */
        public Options context(String context) {
            this.context = requireNonNull(context, "context");
            return this;
        }

        /** Sets the kubeconfig file. */
        public Options kubeconfig(Path kubeconfig) {
            this.kubeconfig = requireNonNull(kubeconfig, "kubeconfig");
            return this;
        }

        /** Sets how long one request may take, from 100 milliseconds to 5 minutes. */
        public Options requestTimeout(Duration requestTimeout) {
            this.requestTimeout = requireNonNull(requestTimeout, "requestTimeout");
            return this;
        }

        private ClientOptions read() {
            return new ClientOptions(Optional.ofNullable(context), Optional.ofNullable(kubeconfig), requestTimeout);
        }
    }
}
