package com.datafly.signal.dr.kafka.testing;

import java.util.Map;
import java.util.TreeMap;

/** What {@code server.properties} says where the cluster's creator said nothing: quick starts, small topics. */
final class BrokerSettings {

    static final String CLIENTS = "CLIENT";
    static final String INSIDE = "INSIDE";
    static final String CONTROLLER = "CONTROLLER";
    private static final int MOST_REPLICAS = 3;

    private BrokerSettings() {}

    /** Returns the defaults of a cluster of that many brokers. */
    static Map<String, String> defaults(int brokers) {
        Map<String, String> settings = new TreeMap<>(quick());
        settings.putAll(replicas(Integer.toString(Math.min(brokers, MOST_REPLICAS))));
        return settings;
    }

    /** Returns where a broker listens and what it tells clients. */
    static Map<String, String> listeners(BrokerPorts ports, String advertised, Sasl sasl) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "listeners",
                ports.listeners(),
                "advertised.listeners",
                CLIENTS + "://" + advertised + "," + ports.inside(),
                "listener.security.protocol.map",
                CLIENTS + ":" + sasl.protocol() + "," + INSIDE + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "controller.listener.names",
                CONTROLLER,
                "inter.broker.listener.name",
                INSIDE);
    }

    private static Map<String, String> quick() {
        return Map.ofEntries(
                // A broker that was killed may come back as soon as its old session has ended.
                Map.entry("broker.session.timeout.ms", "1500"),
                Map.entry("broker.heartbeat.interval.ms", "300"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "500"),
                // By default it is the first thing that a broker takes, and 128 MB.
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                Map.entry("log.initial.task.delay.ms", "500"),
                Map.entry("log.retention.check.interval.ms", "1000"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"));
    }

    private static Map<String, String> replicas(String replicas) {
        return Map.of(
                "default.replication.factor", replicas,
                "offsets.topic.replication.factor", replicas,
                "transaction.state.log.replication.factor", replicas,
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", replicas,
                "share.coordinator.state.topic.min.isr", "1");
    }
}
