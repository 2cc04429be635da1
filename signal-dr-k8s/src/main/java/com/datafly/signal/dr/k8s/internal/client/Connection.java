package com.datafly.signal.dr.k8s.internal.client;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.KubernetesErrors;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.function.Function;

/**
 * One namespace of a cluster, and the client that it is asked with. Opening it asks the cluster nothing. No request is
 * repeated, for whoever calls knows what may be; each ends within the time of the options. Thread-safe.
 *
 * <p>What must end sooner than the rest, as renewing a lease, gets a connection of its own with
 * {@link ClientOptions#within}.
 */
public final class Connection implements AutoCloseable {

    private static final Duration LONGEST_CONNECTING = Duration.ofSeconds(5);

    private final KubernetesAddress address;
    private final KubernetesClient client;
    private final KubernetesErrors errors;
    private volatile boolean closed;

    private Connection(KubernetesAddress address, KubernetesClient client, KubernetesErrors errors) {
        this.address = address;
        this.client = client;
        this.errors = errors;
    }

    /**
     * Reads the configuration and makes the client.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there is no configuration that can be used,
     *     {@code INVALID_ARGUMENT} for a context that it does not have
     */
    public static Connection open(KubernetesAddress address, ClientOptions options) {
        Config config = Configurations.find(options);
        int timeout = Math.toIntExact(options.requestTimeout().toMillis());
        config.setNamespace(address.namespace());
        config.setRequestTimeout(timeout);
        config.setUploadRequestTimeout(timeout);
        config.setConnectionTimeout((int) Math.min(timeout, LONGEST_CONNECTING.toMillis()));
        config.setRequestRetryBackoffLimit(0);
        // The server notes under this name what we create.
        config.setUserAgent("signal-dr");
        try {
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(config)
                    .withHttpClientFactory(new HttpClients())
                    .build();
            return new Connection(
                    address,
                    client,
                    new KubernetesErrors(address.toString(), address.namespace(), ShownCertificate.end(config)));
        } catch (RuntimeException e) {
            throw unusable(address, e);
        }
    }

    /** Says what cannot be used, without words of the client that may hold a key or a proxy's password. */
    private static DrException unusable(KubernetesAddress address, RuntimeException e) {
        boolean proxy = e.getCause() instanceof MalformedURLException || e.getCause() instanceof URISyntaxException;
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "open " + address,
                proxy
                        ? "the settings of the proxy cannot be used"
                        : "the certificates or keys of the kubeconfig cannot be used ("
                                + e.getClass().getSimpleName() + ")",
                failure -> failure.resource(address.toString())
                        .hint(
                                proxy
                                        ? "See HTTPS_PROXY and NO_PROXY, whose entries are hosts, domains and"
                                                + " subnets, and proxy-url of the kubeconfig."
                                        : "Check them by kubectl get namespaces."));
    }

    /** Returns which namespace of which cluster. */
    public KubernetesAddress address() {
        return address;
    }

    /** Returns the name of the namespace. */
    public String namespace() {
        return address.namespace();
    }

    /**
     * Returns the client; whoever asked does not close it.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if this connection was closed
     */
    public KubernetesClient client() {
        if (closed) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "ask " + address,
                    "the connection was closed",
                    failure -> failure.resource(address.toString()));
        }
        return client;
    }

    /**
     * Reads something.
     *
     * @throws DrException with effect {@code NONE}
     */
    public <T> T read(Attempt attempt, Function<KubernetesClient, T> call) {
        KubernetesClient open = client();
        try {
            return requireNonNull(call.apply(open), "answer");
        } catch (RuntimeException e) {
            throw errors.onRead(attempt, e);
        }
    }

    /**
     * Changes something.
     *
     * @throws DrException with effect {@code UNKNOWN} if there was no answer and the request may have arrived
     */
    public <T> T change(Attempt attempt, Function<KubernetesClient, T> call) {
        KubernetesClient open = client();
        try {
            return requireNonNull(call.apply(open), "answer");
        } catch (RuntimeException e) {
            throw errors.onChange(attempt, e);
        }
    }

    /** Ends connections and threads. Closing twice is harmless. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            client.close();
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
