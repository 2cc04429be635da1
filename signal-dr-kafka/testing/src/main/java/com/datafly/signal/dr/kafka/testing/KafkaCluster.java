package com.datafly.signal.dr.kafka.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster (KRaft) on the loopback interface, each of its brokers in a process of its own: it can be killed,
 * suspended and started again with what it had on its disk.
 *
 * <pre>{@code
 * try (KafkaCluster cluster = KafkaCluster.start(c -> c.name("primary"))) {
 *     use(cluster.bootstrap());
 *     cluster.kill();
 *     cluster.restart();
 * }
 * }</pre>
 *
 * <p>Addresses stay the same over restarts. Brokers are started with this JVM's class path, so Kafka's logging goes to
 * whatever SLF4J finds there; they end with this JVM, even if that is killed (but not if they are suspended then).
 * {@code auto.create.topics.enable} is off, so that a missing topic is noticed; replication factors fit the number of
 * brokers; what Kafka does every few minutes (retention, time-outs of transactions) it does every second.
 *
 * <p>Thread-safe. Closing kills the brokers and deletes their data.
 *
 * @since 0.1
 */
public final class KafkaCluster implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(15);

    private final String id = Uuid.randomUuid().toString();
    private final String name;
    private final Path directory;
    private final Sasl sasl;
    private final Duration patience;
    private final List<Broker> brokers;

    private KafkaCluster(ClusterOptions options) {
        this.name = options.name();
        this.directory = DirectoryTree.create(options.directory(), name);
        this.sasl = Sasl.of(options);
        this.patience = options.patience();
        this.brokers = IntStream.rangeClosed(1, options.brokers())
                .mapToObj(number -> new Broker(number, directory.resolve("broker-" + number), options))
                .toList();
        Map<String, String> settings = new TreeMap<>(BrokerSettings.defaults(brokers.size()));
        settings.putAll(sasl.serverSettings(BrokerSettings.CLIENTS));
        settings.putAll(options.tls().serverSettings(BrokerSettings.CLIENTS));
        settings.put("controller.quorum.voters", voters());
        settings.putAll(options.settings());
        brokers.forEach(broker -> broker.format(id, settings, sasl));
    }

    /** Starts a cluster with the defaults of {@link ClusterOptions}. */
    public static KafkaCluster start() {
        return start(options -> {});
    }

    /**
     * Starts a cluster and waits until all of its brokers serve clients.
     *
     * @throws IllegalStateException if one does not; the message ends with its log. Nothing is left then
     */
    public static KafkaCluster start(Consumer<ClusterOptions> settings) {
        ClusterOptions options = new ClusterOptions();
        settings.accept(options);
        KafkaCluster cluster = new KafkaCluster(options);
        try {
            cluster.restart();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Returns the cluster's id, which its brokers tell too. */
    public String id() {
        return id;
    }

    /** Returns the name that was given to it. */
    public String name() {
        return name;
    }

    /** Returns where clients connect, as in {@code 127.0.0.1:20123,127.0.0.1:20124}: the proxies, if there are any. */
    public String bootstrap() {
        return addresses(Broker::address);
    }

    /** Returns where those connect who bypass proxies and passwords and may do everything. */
    public String insideBootstrap() {
        return addresses(broker -> broker.ports().brokers().address());
    }

    /** Returns the settings of a client that has no user. */
    public Map<String, String> clientSettings() {
        return Map.of("bootstrap.servers", bootstrap());
    }

    /**
     * Returns the settings of a client that authenticates as that user.
     *
     * @throws IllegalArgumentException if the cluster was started without it
     */
    public Map<String, String> clientSettings(String user) {
        return clientSettings(user, sasl.password(user));
    }

    /** Returns the settings of a client that tries that user and password, known to the cluster or not. */
    public Map<String, String> clientSettings(String user, String password) {
        Map<String, String> settings = new TreeMap<>(sasl.clientSettings(user, password));
        settings.putAll(clientSettings());
        return settings;
    }

    /**
     * Returns the proxy before a broker.
     *
     * @throws IllegalStateException if the cluster was started without proxies
     */
    public Proxy proxy(int broker) {
        return broker(broker)
                .proxy()
                .orElseThrow(() -> new IllegalStateException("cluster " + name + " was started without proxies"));
    }

    /** Returns the directory that holds a broker's topics. Nothing but a stopped broker's data should be touched. */
    public Path dataDirectory(int broker) {
        return broker(broker).data();
    }

    /** Returns the file with a broker's log, of all its starts. */
    public Path logFile(int broker) {
        return broker(broker).program().log();
    }

    /** Returns the process id of a broker. */
    public long pid(int broker) {
        return broker(broker).program().process().pid();
    }

    /** Tells whether a broker's process runs, suspended or not. */
    public boolean isRunning(int broker) {
        return broker(broker).program().isRunning();
    }

    /** Ends all brokers at once, as a power cut would ({@code SIGKILL}); returns when they are gone. */
    public void kill() {
        brokers.forEach(broker -> broker.program().process().kill());
    }

    /** Ends one broker like that. */
    public void kill(int broker) {
        broker(broker).program().process().kill();
    }

    /** Lets all brokers end in good order; those that take more than 15 s are killed. */
    public void stop() {
        stop(brokers);
    }

    /** Lets one broker end in good order; if it takes more than 15 s, it is killed. */
    public void stop(int broker) {
        stop(List.of(broker(broker)));
    }

    /** Freezes all brokers, their connections left open ({@code SIGSTOP}). */
    public void suspend() {
        brokers.forEach(broker -> broker.program().process().suspend());
    }

    /** Freezes one broker like that. */
    public void suspend(int broker) {
        broker(broker).program().process().suspend();
    }

    /** Lets all brokers go on ({@code SIGCONT}). */
    public void resume() {
        brokers.forEach(broker -> broker.program().process().resume());
    }

    /** Lets one broker go on. */
    public void resume(int broker) {
        broker(broker).program().process().resume();
    }

    /**
     * Starts the brokers that do not run, with their data and addresses, and waits until they serve clients.
     *
     * @throws IllegalStateException if one does not in time; the message ends with its log
     */
    public void restart() {
        start(brokers);
    }

    /** Starts one broker like that; a majority of them has to run. */
    public void restart(int broker) {
        start(List.of(broker(broker)));
    }

    /**
     * Loses the end of a partition, as a disk does that was written to when the power went: all batches that begin at
     * {@code offset} or behind it, of a partition that is not larger than one segment.
     *
     * @return where the partition ends, once the broker is started again
     * @throws IllegalStateException if the broker runs, or there is no such batch
     */
    public long cutLog(int broker, String topic, int partition, long offset) {
        if (isRunning(broker)) {
            throw new IllegalStateException("broker " + broker + " of cluster " + name + " runs: kill it first");
        }
        return LogTail.cut(dataDirectory(broker).resolve(topic + "-" + partition), offset);
    }

    /** Kills the brokers and deletes their data. Closing twice is harmless. */
    @Override
    public void close() {
        brokers.forEach(Broker::close);
        DirectoryTree.delete(directory);
    }

    private void start(List<Broker> some) {
        some.forEach(broker -> broker.program().start());
        List<Broker> running =
                brokers.stream().filter(broker -> broker.program().isRunning()).toList();
        new Readiness(running, patience).await();
    }

    private static void stop(List<Broker> some) {
        some.forEach(broker -> broker.program().process().terminate());
        for (Broker broker : some) {
            if (!broker.program().process().awaitEnd(STOP)) {
                broker.program().process().kill();
            }
        }
    }

    private Broker broker(int number) {
        if (number < 1 || number > brokers.size()) {
            throw new IllegalArgumentException("cluster " + name + " has no broker " + number);
        }
        return brokers.get(number - 1);
    }

    private String voters() {
        List<String> voters = new ArrayList<>();
        brokers.forEach(broker ->
                voters.add(broker.id() + "@" + broker.ports().controller().address()));
        return String.join(",", voters);
    }

    private String addresses(Function<Broker, String> address) {
        return brokers.stream().map(address).collect(Collectors.joining(","));
    }
}
