package com.datafly.signal.dr.kafka.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A worker of Kafka Connect in distributed mode, in a process of its own, with its REST interface on the loopback
 * interface and MirrorMaker 2's connectors installed.
 *
 * <p>Workers at the same {@link KafkaCluster} share their work. It keeps its state in that cluster, ends with this JVM
 * and has its class path. Records are copied as bytes; positions are written every second. Closing kills it.
 *
 * @since 0.1
 */
public final class ConnectWorker implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(15);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Path directory;
    private final Port port = Port.claim();
    private final Program program;
    private final Duration patience;

    private ConnectWorker(KafkaCluster cluster, ProcessOptions options) {
        this.directory = DirectoryTree.create(options.directory(), "connect");
        this.patience = options.patience();
        String name = "Connect worker at cluster " + cluster.name();
        this.program =
                new Program(name, "org.apache.kafka.connect.cli.ConnectDistributed", directory, options.jvmOptions());
        Map<String, String> settings = new TreeMap<>(defaults());
        settings.put("bootstrap.servers", cluster.insideBootstrap());
        settings.put("listeners", "http://" + port.address());
        settings.put("rest.advertised.listener", "http");
        settings.putAll(options.settings());
        program.write(settings);
    }

    /** Starts a worker with the defaults of {@link ProcessOptions}. */
    public static ConnectWorker start(KafkaCluster cluster) {
        return start(cluster, options -> {});
    }

    /**
     * Starts a worker and waits until it answers.
     *
     * @throws IllegalStateException if it does not; the message ends with its log. Nothing is left then
     */
    public static ConnectWorker start(KafkaCluster cluster, Consumer<ProcessOptions> settings) {
        ProcessOptions options = new ProcessOptions();
        settings.accept(options);
        ConnectWorker worker = new ConnectWorker(cluster, options);
        try {
            worker.restart();
            return worker;
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    /** Returns where its REST interface answers, as in {@code http://127.0.0.1:20123}. */
    public URI url() {
        return URI.create("http://" + port.address());
    }

    /** Returns the file with its log, of all its starts. */
    public Path logFile() {
        return program.log();
    }

    /** Ends it at once ({@code SIGKILL}). */
    public void kill() {
        program.process().kill();
    }

    /** Lets it end in good order; if it takes more than 15 s, it is killed. */
    public void stop() {
        program.process().terminate();
        if (!program.process().awaitEnd(STOP)) {
            kill();
        }
    }

    /** Freezes it ({@code SIGSTOP}). */
    public void suspend() {
        program.process().suspend();
    }

    /** Lets it go on. */
    public void resume() {
        program.process().resume();
    }

    /**
     * Starts it again at the same address, if it does not run, and waits until it answers.
     *
     * @throws IllegalStateException if it does not in time; the message ends with its log
     */
    public void restart() {
        long begin = System.nanoTime();
        program.start();
        while (!answers()) {
            Patience.pause(program, begin, patience);
        }
    }

    /** Kills it and deletes its directory. Closing twice is harmless. */
    @Override
    public void close() {
        program.close();
        port.close();
        DirectoryTree.delete(directory);
    }

    /** The list of connectors is answered only when the worker has read its topics and is a member of its group. */
    private boolean answers() {
        if (!port.answers()) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/connectors"))
                .timeout(REQUEST)
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program.name() + " starts", e);
        }
    }

    private static Map<String, String> defaults() {
        String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
        return Map.ofEntries(
                Map.entry("group.id", "connect"),
                Map.entry("config.storage.topic", "connect-configs"),
                Map.entry("offset.storage.topic", "connect-offsets"),
                Map.entry("status.storage.topic", "connect-status"),
                Map.entry("config.storage.replication.factor", "1"),
                Map.entry("offset.storage.replication.factor", "1"),
                Map.entry("status.storage.replication.factor", "1"),
                Map.entry("offset.storage.partitions", "1"),
                Map.entry("status.storage.partitions", "1"),
                Map.entry("key.converter", bytes),
                Map.entry("value.converter", bytes),
                Map.entry("plugin.discovery", "service_load"),
                Map.entry("offset.flush.interval.ms", "1000"),
                Map.entry("scheduled.rebalance.max.delay.ms", "0"),
                Map.entry("session.timeout.ms", "3000"),
                Map.entry("heartbeat.interval.ms", "500"));
    }
}
