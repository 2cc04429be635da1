package com.datafly.signal.dr.internal.events.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bytes in which a copy's facts are kept. */
final class CopyCodec {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private CopyCodec() {}

    /** Topics' names hold no slash. */
    static String key(PartitionId partition) {
        return partition.topic() + "/" + partition.partition();
    }

    static PartitionId partition(String key) {
        int slash = key.lastIndexOf('/');
        return new PartitionId(key.substring(0, slash), Integer.parseInt(key.substring(slash + 1)));
    }

    static long number(byte[] value) {
        return Long.parseLong(new String(value, UTF_8));
    }

    static byte[] bytes(CopyDefinition definition) {
        ObjectNode node = JSON.createObjectNode().put("definition", definition.text());
        ObjectNode topics = node.putObject("ranges");
        new TreeMap<>(definition.ranges())
                .forEach((partition, range) -> array(topics, partition.topic())
                        .addArray()
                        .add(partition.partition())
                        .add(range.from())
                        .add(range.to()));
        return write(node);
    }

    static CopyDefinition definition(byte[] value) {
        JsonNode node = read(value);
        Map<PartitionId, CopyRange> ranges = new TreeMap<>();
        node.path("ranges")
                .properties()
                .forEach(topic -> topic.getValue()
                        .forEach(range -> ranges.put(
                                new PartitionId(topic.getKey(), range.get(0).intValue()),
                                new CopyRange(
                                        range.get(1).longValue(), range.get(2).longValue()))));
        return new CopyDefinition(node.path("definition").asText(), ranges);
    }

    static byte[] bytes(CopyTotals totals) {
        return write(JSON.createObjectNode()
                .put("read", totals.read())
                .put("written", totals.written())
                .put("bytes", totals.bytes()));
    }

    static CopyTotals totals(byte[] value) {
        JsonNode node = read(value);
        return new CopyTotals(
                node.path("read").longValue(),
                node.path("written").longValue(),
                node.path("bytes").longValue());
    }

    static byte[] bytes(CopyHole hole) {
        return write(JSON.createObjectNode()
                .put("partition", key(hole.partition()))
                .put("from", hole.from())
                .put("to", hole.to()));
    }

    static CopyHole hole(byte[] value) {
        JsonNode node = read(value);
        return new CopyHole(
                partition(node.path("partition").asText()),
                node.path("from").longValue(),
                node.path("to").longValue());
    }

    /** Writes runs of one partition, by the partition they went to. */
    static byte[] bytes(List<CopiedRun> runs) {
        ObjectNode node = JSON.createObjectNode();
        for (CopiedRun run : runs) {
            array(node, key(run.target()))
                    .addArray()
                    .add(run.sourceFrom())
                    .add(run.targetFrom())
                    .add(run.length());
        }
        return write(node);
    }

    static List<CopiedRun> runs(PartitionId source, byte[] value) {
        List<CopiedRun> runs = new ArrayList<>();
        read(value)
                .properties()
                .forEach(target -> target.getValue()
                        .forEach(run -> runs.add(new CopiedRun(
                                source,
                                run.get(0).longValue(),
                                partition(target.getKey()),
                                run.get(1).longValue(),
                                run.get(2).longValue()))));
        return runs;
    }

    private static ArrayNode array(ObjectNode node, String name) {
        return node.get(name) instanceof ArrayNode array ? array : node.putArray(name);
    }

    private static JsonNode read(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read what is kept of a copy",
                    "it is not what this library writes",
                    failure -> failure.cause(e));
        }
    }

    private static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and text can be written", e);
        }
    }
}
