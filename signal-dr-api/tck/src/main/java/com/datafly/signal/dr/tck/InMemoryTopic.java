package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.events.TopicSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A topic with its settings. Guarded by its cluster's monitor. */
final class InMemoryTopic {

    static final String RETENTION_MS = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";
    static final String CLEANUP_POLICY = "cleanup.policy";
    static final String TIMESTAMP_TYPE = "message.timestamp.type";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Set<String> POLICIES = Set.of("delete", "compact", "compact,delete", "delete,compact");
    private static final Set<String> TIMESTAMPS = Set.of("CreateTime", "LogAppendTime");

    /** As Apache Kafka has them. */
    private static final Map<String, String> DEFAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry(RETENTION_MS, "604800000"),
            Map.entry(RETENTION_BYTES, "-1"),
            Map.entry(CLEANUP_POLICY, "delete"),
            Map.entry(TIMESTAMP_TYPE, "CreateTime"),
            Map.entry("segment.ms", "604800000"),
            Map.entry("segment.bytes", "1073741824"),
            Map.entry("delete.retention.ms", "86400000"),
            Map.entry("min.compaction.lag.ms", "0"),
            Map.entry("max.compaction.lag.ms", "9223372036854775807"),
            Map.entry("local.retention.ms", "-2"),
            Map.entry("local.retention.bytes", "-2"),
            Map.entry("remote.storage.enable", "false"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("max.message.bytes", "1048588"),
            Map.entry("compression.type", "producer"),
            Map.entry("unclean.leader.election.enable", "false")));

    private final String name;
    private final String id = UUID.randomUUID().toString();
    private final int replicationFactor;
    private final List<InMemoryPartition> partitions;
    private final Map<String, String> settings;

    InMemoryTopic(TopicSpec spec) {
        this.name = spec.name();
        this.replicationFactor = Math.max(1, spec.replicationFactor());
        this.settings = new TreeMap<>(spec.settings());
        this.partitions = IntStream.range(0, spec.partitions())
                .mapToObj(number -> new InMemoryPartition(new PartitionId(name, number)))
                .toList();
    }

    /** Refuses a topic that no cluster would make. */
    static void check(TopicSpec spec, int brokers) {
        String operation = "make " + spec.name();
        if (!NAME.matcher(spec.name()).matches()) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, operation, "the name has characters that topics have not");
        }
        if (spec.partitions() < 1) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, operation, "a topic has at least one partition");
        }
        if (spec.replicationFactor() > brokers) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT, operation, "there are only " + brokers + " brokers for its replicas");
        }
        spec.settings().forEach((setting, value) -> check(operation, setting, value));
    }

    private static void check(String operation, String setting, String value) {
        String initial = DEFAULTS.get(setting);
        if (initial == null) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, operation, "there is no setting '" + setting + "'");
        }
        boolean valid = switch (setting) {
            case CLEANUP_POLICY -> POLICIES.contains(value);
            case TIMESTAMP_TYPE -> TIMESTAMPS.contains(value);
            default -> !isNumber(initial) || isNumber(value);
        };
        if (!valid) {
            throw DrException.of(ErrorCode.INVALID_ARGUMENT, operation, "'" + value + "' is no value for " + setting);
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d{1,19}");
    }

    Topic describe(boolean withId) {
        return Topic.of(
                name,
                Optional.of(id).filter(known -> withId),
                partitions.size(),
                replicationFactor,
                name.startsWith("__"));
    }

    List<InMemoryPartition> partitions() {
        return partitions;
    }

    Map<String, TopicSetting> settings(Set<String> names) {
        Map<String, TopicSetting> answer = new LinkedHashMap<>();
        DEFAULTS.keySet().stream()
                .filter(setting -> names.isEmpty() || names.contains(setting))
                .forEach(setting ->
                        answer.put(setting, new TopicSetting(setting(setting), settings.containsKey(setting))));
        return answer;
    }

    String setting(String setting) {
        return settings.getOrDefault(setting, DEFAULTS.getOrDefault(setting, ""));
    }

    long number(String setting) {
        return Long.parseLong(setting(setting));
    }

    /** Checks all changes, then makes them: all or none. */
    void change(Map<String, Optional<String>> changes, Set<String> fixed, boolean dryRun) {
        String operation = "change settings of " + name;
        changes.forEach((setting, value) -> {
            check(operation, setting, value.orElse(DEFAULTS.getOrDefault(setting, "")));
            if (fixed.contains(setting)) {
                throw DrException.of(
                        ErrorCode.UNSUPPORTED, operation, "the cluster does not let " + setting + " be changed");
            }
        });
        if (!dryRun) {
            changes.forEach((setting, value) ->
                    value.ifPresentOrElse(given -> settings.put(setting, given), () -> settings.remove(setting)));
        }
    }

    /** Removes what is too old or too much by the settings, as a cluster does now and then. */
    void expire(long nowMillis) {
        if (setting(CLEANUP_POLICY).contains("delete")) {
            long kept = number(RETENTION_MS);
            long oldest = kept < 0 ? Long.MIN_VALUE : nowMillis - kept;
            partitions.forEach(partition -> partition.expire(oldest, number(RETENTION_BYTES)));
        }
    }
}
