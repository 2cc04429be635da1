package com.datafly.signal.dr.kafka.internal.strimzi;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerConfig;
import com.datafly.signal.dr.kafka.internal.config.ConnectorSettings;
import com.datafly.signal.dr.kafka.internal.config.MirrorKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of a configuration goes into which part of the resource. */
public final class ConnectorParts {

    private static final List<String> CHECKPOINT =
            List.of("emit.checkpoints.", "sync.group.", "refresh.groups.", "checkpoints.topic.", "group.filter.");
    private static final List<String> BOTH = List.of("replication.policy.", "offset-syncs.topic.location");
    private static final List<String> NEITHER = List.of("emit.heartbeats.", "heartbeats.topic.", "config.providers");

    /** What the resource has fields for. */
    private static final Set<String> FIELDS = Set.of(
            "enabled", "topics", "topics.exclude", "groups", "groups.exclude", "tasks.max", "name", "connector.class");

    private final ConnectorSettings settings;
    private final MirrorMakerConfig config;
    private final MirrorFlow flow;

    /** Looks at one flow. */
    public ConnectorParts(MirrorMakerConfig config, MirrorFlow flow) {
        this.settings = new ConnectorSettings(config.properties(), flow);
        this.config = config;
        this.flow = flow;
    }

    /** Returns the settings of the connector that copies topics. */
    public Map<String, String> source() {
        Map<String, String> own = own();
        own.keySet().removeIf(ConnectorParts::checkpoints);
        settings.stripped(flow.target() + ".producer.")
                .forEach((key, value) -> own.put("producer.override." + key, value));
        own.keySet().removeIf(MirrorKeys::reaching);
        return own;
    }

    /** Returns the settings of the connector that copies what groups have committed. */
    public Map<String, String> checkpoint() {
        Map<String, String> own = own();
        own.keySet().removeIf(key -> !checkpoints(key) && BOTH.stream().noneMatch(key::startsWith));
        return own;
    }

    /** Returns the settings of the workers. */
    public Map<String, String> workers() {
        Map<String, String> workers = new TreeMap<>();
        config.properties().forEach((key, value) -> {
            if (key.matches("(?:offset|config|status)\\.storage\\.(?:replication\\.factor|partitions)")) {
                workers.put(key, value);
            }
        });
        settings.stripped(flow.target() + ".").forEach((key, value) -> {
            if (MirrorKeys.worker(key) && !MirrorKeys.reaching(key)) {
                workers.put(key, value);
            }
        });
        return workers;
    }

    /** Tells whether the configuration says more of how a cluster is reached than where it is. */
    public boolean secured(String alias) {
        return config.properties().keySet().stream()
                .filter(key -> MirrorKeys.connection(key) || key.startsWith(alias + ".") || ofFlow(key, alias))
                .anyMatch(key -> MirrorKeys.reaching(key) && !key.endsWith("bootstrap.servers"));
    }

    /** What a flow sets for its producers goes to its target. */
    private boolean ofFlow(String key, String alias) {
        return key.startsWith(flow + ".") && key.startsWith(flow + ".source.") == alias.equals(flow.source());
    }

    private Map<String, String> own() {
        Map<String, String> own = settings.own();
        settings.stripped(flow.source() + ".").forEach((key, value) -> {
            if (MirrorKeys.client(key)) {
                own.put("source." + key, value);
            }
        });
        own.keySet()
                .removeIf(key -> FIELDS.contains(key)
                        || MirrorKeys.reaching(key)
                        || NEITHER.stream().anyMatch(key::startsWith));
        return own;
    }

    private static boolean checkpoints(String key) {
        return CHECKPOINT.stream().anyMatch(key::startsWith);
    }
}
