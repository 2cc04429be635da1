package com.datafly.signal.dr.kafka.testing;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of MirrorMaker 2 for tests: what it does every few minutes, it does every second.
 *
 * @since 0.1
 */
public final class MirrorSettings {

    private MirrorSettings() {}

    /**
     * Returns the settings of one flow, of all topics and groups, between two clusters without users. Their names are
     * its aliases; topics at the target are named after the source, as in {@code primary.events}. Syncs of offsets are
     * kept at the target.
     *
     * @return a map to change at will
     */
    public static Map<String, String> between(KafkaCluster source, KafkaCluster target) {
        String flow = source.name() + "->" + target.name();
        Map<String, String> settings = new TreeMap<>(quick());
        settings.put("clusters", source.name() + "," + target.name());
        settings.put(source.name() + ".bootstrap.servers", source.bootstrap());
        settings.put(target.name() + ".bootstrap.servers", target.bootstrap());
        settings.put(flow + ".enabled", "true");
        settings.put(flow + ".topics", ".*");
        settings.put(flow + ".groups", ".*");
        // Otherwise a second worker writes topics of MirrorMaker's into the source.
        settings.put(target.name() + "->" + source.name() + ".enabled", "false");
        settings.put(target.name() + "->" + source.name() + ".emit.heartbeats.enabled", "false");
        // Without the prefix it would be dropped.
        settings.put(target.name() + ".offset.flush.interval.ms", "1000");
        settings.put(target.name() + ".plugin.discovery", "service_load");
        return settings;
    }

    private static Map<String, String> quick() {
        return Map.ofEntries(
                Map.entry("plugin.discovery", "service_load"),
                Map.entry("replication.factor", "1"),
                Map.entry("checkpoints.topic.replication.factor", "1"),
                Map.entry("heartbeats.topic.replication.factor", "1"),
                Map.entry("offset-syncs.topic.replication.factor", "1"),
                Map.entry("offset.storage.replication.factor", "1"),
                Map.entry("status.storage.replication.factor", "1"),
                Map.entry("config.storage.replication.factor", "1"),
                Map.entry("offset-syncs.topic.location", "target"),
                Map.entry("refresh.topics.interval.seconds", "1"),
                Map.entry("refresh.groups.interval.seconds", "1"),
                Map.entry("sync.topic.configs.interval.seconds", "5"),
                Map.entry("emit.checkpoints.interval.seconds", "1"),
                Map.entry("emit.heartbeats.interval.seconds", "1"),
                Map.entry("sync.group.offsets.enabled", "true"),
                Map.entry("sync.group.offsets.interval.seconds", "1"),
                Map.entry("tasks.max", "1"));
    }
}
