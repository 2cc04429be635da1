package com.datafly.signal.dr.kafka.testing;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;

/** Waits until brokers that were started serve clients. */
final class Readiness {

    private static final int REQUEST_MILLIS = 5_000;

    private final List<Broker> brokers;
    private final Duration patience;
    private final long begin = System.nanoTime();

    Readiness(List<Broker> brokers, Duration patience) {
        this.brokers = brokers;
        this.patience = patience;
    }

    /** Returns when they do, or throws if one has ended or takes too long. */
    void await() {
        for (Broker broker : brokers) {
            while (!broker.ports().clients().answers()
                    || !broker.ports().brokers().answers()) {
                pause(broker);
            }
        }
        Set<Integer> expected = brokers.stream().map(Broker::id).collect(Collectors.toSet());
        try (Admin admin = Admin.create(adminSettings())) {
            while (!serving(admin).containsAll(expected)) {
                brokers.forEach(this::pause);
            }
        }
    }

    /** Brokers that the controller fences, as those whose old session has not ended, are not among them. */
    private static Set<Integer> serving(Admin admin) {
        try {
            Collection<Node> nodes = admin.describeCluster().nodes().get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
            return nodes.stream().map(Node::id).collect(Collectors.toSet());
        } catch (ExecutionException | TimeoutException notYet) {
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while brokers start", e);
        }
    }

    private Map<String, Object> adminSettings() {
        String bootstrap = brokers.stream()
                .map(broker -> broker.ports().brokers().address())
                .collect(Collectors.joining(","));
        return Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    }

    private void pause(Broker broker) {
        Patience.pause(broker.program(), begin, patience);
    }
}
