package com.datafly.signal.dr.kafka.internal.config;

import com.datafly.signal.dr.kafka.MirrorFlow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a connector of MirrorMaker gets of the whole file, as the dedicated MirrorMaker gives it. */
public final class ConnectorSettings {

    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final List<String> CLIENTS = List.of("producer", "consumer", "admin");

    private final Map<String, String> file;
    private final MirrorFlow flow;

    /** Looks at a file for one flow. */
    public ConnectorSettings(Map<String, String> file, MirrorFlow flow) {
        this.file = file;
        this.flow = flow;
    }

    /** Returns the settings under MirrorMaker itself. */
    public Map<String, String> dedicated(MirrorConnector connector) {
        Map<String, String> settings = new TreeMap<>();
        file.forEach((key, value) -> {
            if (MirrorKeys.listed("connector").contains(key)
                    || MirrorKeys.connection(key)
                    || key.startsWith("config.providers")
                    || key.startsWith("replication.policy")) {
                settings.put(key, value);
            }
        });
        settings.remove("bootstrap.servers");
        cluster(flow.source()).forEach((key, value) -> settings.put(prefix("source.", key) + key, value));
        cluster(flow.target()).forEach((key, value) -> settings.put(prefix("target.", key) + key, value));
        settings.putIfAbsent("name", connector.className());
        settings.putIfAbsent("connector.class", connector.qualifiedName());
        settings.putIfAbsent("source.cluster.alias", flow.source());
        settings.putIfAbsent("target.cluster.alias", flow.target());
        settings.putAll(stripped(flow + "."));
        settings.putIfAbsent("enabled", "false");
        return settings;
    }

    /**
     * Returns the settings at a Connect cluster, whose workers know nothing of this file: what it says of their
     * producers becomes the connector's own, and bytes stay bytes whatever the workers' converters are.
     */
    public Map<String, String> connect(MirrorConnector connector, String name) {
        Map<String, String> settings = dedicated(connector);
        stripped(flow.target() + ".producer.")
                .forEach((key, value) -> settings.putIfAbsent("producer.override." + key, value));
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            settings.putIfAbsent(converter, BYTES);
        }
        settings.put("name", name);
        return settings;
    }

    /** Returns what the flow itself sets, and what the file sets for all flows, of the connectors' own settings. */
    public Map<String, String> own() {
        Map<String, String> settings = new TreeMap<>();
        file.forEach((key, value) -> {
            if (MirrorKeys.connector(key)) {
                settings.put(key, value);
            }
        });
        settings.putAll(stripped(flow + "."));
        return settings;
    }

    /** Returns what stands in the file after {@code prefix}. */
    public Map<String, String> stripped(String prefix) {
        Map<String, String> found = new TreeMap<>();
        file.forEach((key, value) -> {
            if (key.startsWith(prefix) && key.length() > prefix.length()) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /**
     * How a cluster is reached goes to each kind of client, unless that has its own; so does what the file says for
     * all.
     */
    private Map<String, String> cluster(String alias) {
        Map<String, String> settings = stripped(alias + ".");
        Map<String, String> shared = new HashMap<>(file);
        shared.putAll(settings);
        shared.keySet().removeIf(key -> !MirrorKeys.connection(key));
        shared.forEach((key, value) -> {
            CLIENTS.forEach(client -> settings.putIfAbsent(client + "." + key, value));
            settings.putIfAbsent(key, value);
        });
        return settings;
    }

    private static String prefix(String side, String key) {
        return CLIENTS.stream().anyMatch(key::startsWith) ? side : side + "cluster.";
    }
}
