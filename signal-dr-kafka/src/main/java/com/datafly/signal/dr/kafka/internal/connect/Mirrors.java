package com.datafly.signal.dr.kafka.internal.connect;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What MirrorMaker's connectors look like at Kafka Connect. */
public final class Mirrors {

    private static final Pattern CLASS = Pattern.compile(
            "(?:org\\.apache\\.kafka\\.connect\\.mirror\\.)?Mirror(Source|Checkpoint|Heartbeat)(?:Connector)?");

    private Mirrors() {}

    /** Tells whether a connector's configuration is MirrorMaker's, from that source. */
    public static boolean copiesFrom(String sourceAlias, JsonNode config) {
        return CLASS.matcher(config.path("connector.class").asText("")).matches()
                && config.path("source.cluster.alias").asText("").equals(sourceAlias);
    }

    /** Says what a connector copies, by its class, whatever its name is. */
    public static Kind kind(JsonNode config) {
        Matcher name = CLASS.matcher(config.path("connector.class").asText(""));
        if (!name.matches()) {
            return Kind.UNKNOWN;
        }
        return switch (name.group(1)) {
            case "Source" -> Kind.EVENTS;
            case "Checkpoint" -> Kind.GROUP_OFFSETS;
            default -> Kind.HEARTBEATS;
        };
    }

    /** Reads the offsets from which the connector goes on: one after those of the events that it copied last. */
    public static Map<PartitionId, Long> positions(JsonNode offsets) {
        Map<PartitionId, Long> positions = new TreeMap<>();
        for (JsonNode entry : offsets.path("offsets")) {
            JsonNode partition = entry.path("partition");
            JsonNode last = entry.path("offset").path("offset");
            if (partition.hasNonNull("topic") && last.canConvertToLong()) {
                positions.put(
                        new PartitionId(
                                partition.path("topic").asText(),
                                partition.path("partition").asInt()),
                        last.asLong() + 1);
            }
        }
        return positions;
    }

    /** Writes the offsets from which the connector shall go on; 0 is as if it had copied nothing. */
    public static JsonNode offsets(String sourceAlias, Map<PartitionId, Long> positions) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode offsets = body.putArray("offsets");
        new TreeMap<>(positions).forEach((partition, next) -> {
            ObjectNode entry = offsets.addObject();
            entry.putObject("partition")
                    .put("cluster", sourceAlias)
                    .put("partition", partition.partition())
                    .put("topic", partition.topic());
            if (next == 0) {
                entry.putNull("offset");
            } else {
                entry.putObject("offset").put("offset", next - 1);
            }
        });
        return body;
    }
}
