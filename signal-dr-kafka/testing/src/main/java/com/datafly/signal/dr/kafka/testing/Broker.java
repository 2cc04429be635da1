package com.datafly.signal.dr.kafka.testing;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker: its data and addresses, which outlive its process. */
final class Broker implements AutoCloseable {

    private static final Duration FORMAT = Duration.ofMinutes(1);

    private final int id;
    private final Path directory;
    private final Software software;
    private final BrokerPorts ports = BrokerPorts.claim();
    private final Optional<Proxy> proxy;
    private final Program program;

    /** Makes one that has neither data nor a process yet. */
    Broker(int id, Path directory, ClusterOptions options) {
        this.id = id;
        this.directory = directory;
        this.software = options.software();
        this.proxy = options.hasProxies() ? Optional.of(Proxy.before(ports.clients())) : Optional.empty();
        String name = "broker " + id + " of cluster " + options.name();
        this.program = new Program(name, "kafka.Kafka", directory, options.jvmOptions(), software);
    }

    int id() {
        return id;
    }

    BrokerPorts ports() {
        return ports;
    }

    Optional<Proxy> proxy() {
        return proxy;
    }

    Program program() {
        return program;
    }

    /** Returns where clients connect. */
    String address() {
        return proxy.map(Proxy::address).orElse(ports.clients().address());
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Writes the settings and an empty log, as {@code kafka-storage format} does. */
    void format(String clusterId, Map<String, String> clusterSettings, Sasl sasl) {
        Map<String, String> settings = new HashMap<>(BrokerSettings.listeners(ports, address(), sasl));
        settings.put("node.id", Integer.toString(id));
        settings.put("log.dirs", data().toString());
        settings.putAll(clusterSettings);
        program.write(settings);
        if (software.folder().isEmpty()) {
            format(clusterId, sasl);
        } else {
            program.run("kafka.tools.StorageTool", formatting(clusterId, sasl), FORMAT);
        }
    }

    /** Formats without another process: a second less for each broker. */
    private void format(String clusterId, Sasl sasl) {
        try {
            new Formatter()
                    .setClusterId(clusterId)
                    .setNodeId(id)
                    .addDirectory(data().toString())
                    .setMetadataLogDirectory(data().toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setScramArguments(sasl.scramCredentials())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("data directory of " + program.name() + " cannot be formatted", e);
        }
    }

    private List<String> formatting(String clusterId, Sasl sasl) {
        List<String> arguments = new ArrayList<>(List.of(
                "format",
                "--cluster-id",
                clusterId,
                "--config",
                program.settingsFile().toString()));
        for (String credential : sasl.scramCredentials()) {
            arguments.add("--add-scram");
            arguments.add(credential);
        }
        return arguments;
    }

    @Override
    public void close() {
        program.close();
        proxy.ifPresent(Proxy::close);
        ports.close();
    }
}
