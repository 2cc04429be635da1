package com.datafly.signal.dr.k8s.testing;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.k8s.testing.internal.api.ResourceType;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.http.HttpFront;
import com.datafly.signal.dr.k8s.testing.internal.http.TlsIdentity;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Router;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Writer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A Kubernetes API server on the loopback interface, with a small cluster behind it: what a client sends is stored,
 * merged, refused and answered as the real one documents and does it.
 *
 * <p>Give {@link #kubeconfig(String)}, or {@link #url()} and a token, to any client. What a test does past every
 * permission is in {@link #objects()}; what goes wrong in {@link #faults()}; what was asked in {@link #calls()}.
 *
 * <p>Thread-safe. Closing stops every thread.
 *
 * @since 0.1
 */
public final class ApiServer implements AutoCloseable {

    private static final String ADMIN = "kubernetes-admin";
    private static final Set<String> READS = Set.of("get", "list", "watch");

    private final Store store = new Store();
    private final ResourceTypes types = new ResourceTypes();
    private final Users users = new Users();
    private final Faults faults = new Faults();
    private final CallLog calls = new CallLog();
    private final ApiObjects objects;
    private final Cluster cluster;
    private final HttpFront plain;
    private final HttpFront secure;
    private final TlsIdentity identity;
    private final String admin;

    private ApiServer(Clock clock, Instant certificateEnd) {
        Writer writer = new Writer(store, types, clock);
        this.cluster = new Cluster(store, types, writer);
        this.objects = new ApiObjects(store, types, writer, cluster::changed);
        Router router = new Router(store, types, writer, cluster.containers());
        Consumer<String> done = verb -> {
            if (READS.contains(verb)) {
                cluster.looked();
            } else {
                cluster.changed();
            }
        };
        Dispatcher dispatcher = new Dispatcher(types, users, faults, calls, router, done);
        this.identity = TlsIdentity.until(certificateEnd);
        this.plain = HttpFront.start(dispatcher::dispatch);
        this.secure = HttpFront.start(dispatcher::dispatch, identity);
        this.admin = users.add(ADMIN, List.of(Grant.everything()));
    }

    /** Starts a server by the system's clock, with the namespaces that every cluster has and two nodes. */
    public static ApiServer start() {
        return start(Clock.systemUTC());
    }

    /** Starts a server by another clock, with the namespaces that every cluster has and two nodes. */
    public static ApiServer start(Clock clock) {
        return start(clock, Instant.now().plus(Duration.ofDays(1)));
    }

    /** Starts a server whose certificate ends then, by real time; it may have ended already. */
    public static ApiServer start(Clock clock, Instant certificateEnd) {
        ApiServer server = new ApiServer(requireNonNull(clock, "clock"), certificateEnd);
        for (String namespace : List.of("default", "kube-system")) {
            server.namespace(namespace);
        }
        server.cluster.addNode("node-1");
        server.cluster.addNode("node-2");
        return server;
    }

    /** Makes a namespace, if there is none of that name. */
    public ApiServer namespace(String name) {
        if (objects.find("namespaces", "", name).isEmpty()) {
            objects.put("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        return this;
    }

    /** Adds a kind with a namespace and a status, as a CustomResourceDefinition does. */
    public ApiServer extension(String group, String version, String plural, String kind) {
        types.register(new ResourceType(group, version, plural, kind, true, Set.of("status"), List.of()));
        return this;
    }

    /** Returns where the server answers without TLS, as in {@code http://127.0.0.1:40123}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + plain.port());
    }

    /** Returns where the server answers with TLS, as in {@code https://127.0.0.1:40123}. */
    public URI secureUrl() {
        return URI.create("https://127.0.0.1:" + secure.port());
    }

    /** Returns the token that may do everything. */
    public String token() {
        return admin;
    }

    /** Issues a token for a user that may do those things alone. */
    public String token(String user, List<Grant> grants) {
        return users.add(user, List.copyOf(grants));
    }

    /** Takes a token away: from now on it is unknown. */
    public void revoke(String token) {
        users.remove(token);
    }

    /** Returns a kubeconfig file's text, with TLS, for a token and the namespace {@code default}. */
    public String kubeconfig(String token) {
        return kubeconfig(token, "default");
    }

    /** Returns a kubeconfig file's text, with TLS, for a token and a namespace. */
    public String kubeconfig(String token, String namespace) {
        return kubeconfig(namespace, List.of("token: " + token));
    }

    /**
     * Returns a kubeconfig file's text for whom a client certificate lets do everything, and the namespace
     * {@code default}. The certificate ends then; it may have ended already.
     */
    public String kubeconfig(Instant certificateEnd) {
        TlsIdentity.Shown shown = identity.user(ADMIN, certificateEnd);
        return kubeconfig(
                "default",
                List.of("client-certificate-data: " + shown.certificate(), "client-key-data: " + shown.key()));
    }

    private String kubeconfig(String namespace, List<String> credential) {
        return """
                apiVersion: v1
                kind: Config
                current-context: testing
                clusters:
                - name: testing
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                contexts:
                - name: testing
                  context:
                    cluster: testing
                    user: testing
                    namespace: %s
                users:
                - name: testing
                  user:
                    %s
                """.formatted(secureUrl(), identity.authorityData(), namespace, String.join("\n    ", credential));
    }

    /** Returns the objects. */
    public ApiObjects objects() {
        return objects;
    }

    /** Returns the controllers and nodes. */
    public Cluster cluster() {
        return cluster;
    }

    /** Returns what will go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Returns every call that was made, in the order in which they ended. */
    public List<Call> calls() {
        return calls.calls();
    }

    /** Forgets the calls that were made. */
    public void forgetCalls() {
        calls.clear();
    }

    /** Returns how many calls of a verb on a resource there were, refused ones included; {@code *} is any. */
    public long count(String verb, String resource) {
        return calls().stream()
                .filter(call -> verb.equals("*") || verb.equals(call.verb()))
                .filter(call -> resource.equals("*") || resource.equals(call.resource()))
                .count();
    }

    /** Tells {@code listener} of every call when it ended, before its answer is sent. */
    public void onCall(Consumer<Call> listener) {
        calls.listen(requireNonNull(listener, "listener"));
    }

    /** Forgets what was, so that pages that were begun and versions that are known have expired. */
    public void compact() {
        store.compact();
    }

    /** Stops to listen: connections are refused and those that are open end. */
    public void refuseConnections() {
        plain.stop();
        secure.stop();
    }

    /** Listens again, at the same place. */
    public void acceptConnections() {
        plain.resume();
        secure.resume();
    }

    /** Stops answering and stops every thread. Closing twice is harmless. */
    @Override
    public void close() {
        plain.close();
        secure.close();
    }
}
