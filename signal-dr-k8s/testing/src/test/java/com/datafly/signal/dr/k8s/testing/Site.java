package com.datafly.signal.dr.k8s.testing;

import com.datafly.signal.dr.k8s.testing.ApiClient.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server that the behaviour is shown on, and a namespace there that is made for it and removed after it.
 *
 * <p>The first site is always our server. A real cluster is the second if {@code SIGNAL_DR_KUBECONFIG} names a
 * kubeconfig file; it needs a node that can run {@code registry.k8s.io/pause:3.10}.
 */
final class Site implements AutoCloseable {

    static final String PAUSE = "registry.k8s.io/pause:3.10";

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final String name;
    private final Runnable end;
    private final ApiClient client;
    private final String namespace = "signal-dr-" + UUID.randomUUID().toString().substring(0, 8);

    private Site(String name, ApiClient client, Runnable end) {
        this.name = name;
        this.client = client;
        this.end = end;
    }

    static Stream<Supplier<Site>> all() {
        String kubeconfig = System.getenv("SIGNAL_DR_KUBECONFIG");
        Supplier<Site> ours = new Named("our server", Site::ours);
        return kubeconfig == null || kubeconfig.isBlank()
                ? Stream.of(ours)
                : Stream.of(ours, new Named("the cluster of " + kubeconfig, () -> real(kubeconfig)));
    }

    private static Site ours() {
        ApiServer server = ApiServer.start();
        server.cluster().pace(Pace.AT_ONCE);
        return new Site("our server", ApiClient.of(server), server::close).open();
    }

    private static Site real(String kubeconfig) {
        return new Site(kubeconfig, Kubeconfig.client(Path.of(kubeconfig)), () -> {}).open();
    }

    private Site open() {
        client.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        await(() -> client.get(core("serviceaccounts/default")), answer -> answer.status() == 200);
        return this;
    }

    ApiClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    /** Returns which 1.x of Kubernetes this is: not all of them know all that we ask. */
    int minor() {
        return Integer.parseInt(client.get("/version").at("minor").replaceAll("\\D", ""));
    }

    /** Returns the path of something in the core. */
    String core(String rest) {
        return "/api/v1/namespaces/" + namespace + "/" + rest;
    }

    /** Returns the path of something in another group. */
    String group(String groupVersion, String rest) {
        return "/apis/" + groupVersion + "/namespaces/" + namespace + "/" + rest;
    }

    /** Asks until an answer is as wanted. */
    Answer await(Supplier<Answer> question, Predicate<Answer> wanted) {
        long end = System.nanoTime() + LONGEST.toNanos();
        Answer answer = question.get();
        while (!wanted.test(answer)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not as wanted for " + LONGEST + ": " + answer.text());
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            answer = question.get();
        }
        return answer;
    }

    @Override
    public void close() {
        client.delete("/api/v1/namespaces/" + namespace);
        end.run();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Starts a site; its name is what tests are shown under. */
    private record Named(String name, Supplier<Site> start) implements Supplier<Site> {

        @Override
        public Site get() {
            return start.get();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
