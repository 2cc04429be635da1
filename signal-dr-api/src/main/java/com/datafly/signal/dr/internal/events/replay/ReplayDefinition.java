package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ReplayRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request as a text that is always the same for the same request. What the host's code chooses is in words only. */
public final class ReplayDefinition {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String RECORDS = "recordsPerSecond";
    private static final String BYTES = "bytesPerSecond";

    private static final String LINEAGES = "lineages";
    private static final String READ = "read";

    private ReplayDefinition() {}

    /** Writes a request down. */
    public static String text(ReplayRequest request, String source) {
        return write(node(request, source));
    }

    /** Writes a request down, and which lives of topics it reads. */
    static String text(ReplayRequest request, ReplaySource source) {
        ObjectNode node = node(request, source.name());
        Map<String, String> lineages = source.lineages(request);
        if (!lineages.isEmpty()) {
            ObjectNode read = node.putObject(READ);
            lineages.forEach((topic, lineage) -> read.put(topic, lineage));
        }
        return write(node);
    }

    private static ObjectNode node(ReplayRequest request, String source) {
        ObjectNode node = JSON.createObjectNode().put("source", source);
        putAll(node, "topics", request.topics().stream().sorted().toList());
        if (!request.lineages().isEmpty()) {
            putAll(node, LINEAGES, request.lineages());
        }
        ArrayNode partitions = node.putArray("partitions");
        request.partitions().forEach(number -> partitions.add(number.intValue()));
        request.from().ifPresent(from -> node.put("from", from.toString()));
        request.to().ifPresent(to -> node.put("to", to.toString()));
        node.put("disorder", request.disorder().toString());
        putAll(node, "keys", request.keys());
        ObjectNode headers = node.putObject("headers");
        request.headers().forEach((name, value) -> headers.put(name, value.orElse(null)));
        request.chosen().ifPresent(chosen -> node.put("chosen", chosen));
        request.into().ifPresent(into -> node.put("into", into));
        node.put("byKey", request.byKey())
                .put("keepTimes", request.keepsTimes())
                .put("replayedToo", request.replayedToo())
                .put("whatIsLeft", request.whatIsLeft())
                .put("follow", request.follows());
        putRate(node, RECORDS, request.recordsPerSecond());
        putRate(node, BYTES, request.bytesPerSecond());
        return node;
    }

    private static String write(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and text can be written", e);
        }
    }

    private static void putAll(ObjectNode node, String name, Collection<String> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(text -> array.add(text));
    }

    private static void putRate(ObjectNode node, String name, double rate) {
        if (Double.isFinite(rate)) {
            node.put(name, rate);
        }
    }

    /** Tells whether two texts mean the same replay, be it at another rate, or with an archive that has grown. */
    static boolean same(String one, String other) {
        return asked(one).equals(asked(other));
    }

    private static JsonNode asked(String text) {
        return ((ObjectNode) read(text)).without(List.of(RECORDS, BYTES, READ));
    }

    /** Returns which life of each topic is read; nothing of topics without ids. */
    static Map<String, String> lineages(String text) {
        Map<String, String> lineages = new TreeMap<>();
        read(text)
                .path(READ)
                .properties()
                .forEach(topic -> lineages.put(topic.getKey(), topic.getValue().asText()));
        return lineages;
    }

    /** Returns what was read from. */
    static String source(String text) {
        return read(text).path("source").asText();
    }

    /** Tells what the host's code chose, in words. */
    static Optional<String> chosen(String text) {
        return Optional.ofNullable(read(text).get("chosen")).map(JsonNode::asText);
    }

    /** Makes the request again, but for the stream that it reads and what the host's code chose. */
    static ReplayRequest request(String text, String runId) {
        JsonNode node = read(text);
        return ReplayRequest.of(request -> {
            request.runId(runId).disorder(Duration.parse(node.path("disorder").asText()));
            node.path("topics").forEach(topic -> request.topics(topic.asText()));
            node.path("partitions").forEach(number -> request.partitions(number.intValue()));
            node.path("keys").forEach(key -> request.keys(key.asText()));
            node.path("headers").properties().forEach(header -> addHeader(request, header.getKey(), header.getValue()));
            text(node, "from").map(Instant::parse).ifPresent(request::from);
            text(node, "to").map(Instant::parse).ifPresent(request::to);
            text(node, "into").ifPresent(request::into);
            set(node, "byKey", request::byKey);
            set(node, "keepTimes", request::keepTimes);
            set(node, "replayedToo", request::replayedToo);
            set(node, "whatIsLeft", request::whatIsLeft);
            set(node, "follow", request::follow);
            if (node.has(RECORDS)) {
                request.recordsPerSecond(node.path(RECORDS).doubleValue());
            }
            if (node.has(BYTES)) {
                request.bytesPerSecond(node.path(BYTES).doubleValue());
            }
        });
    }

    private static void addHeader(ReplayRequest.Builder request, String name, JsonNode value) {
        if (value.isNull()) {
            request.header(name);
        } else {
            request.header(name, value.asText());
        }
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).map(JsonNode::asText);
    }

    private static void set(JsonNode node, String name, Runnable setter) {
        if (node.path(name).booleanValue()) {
            setter.run();
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read what is kept of a replay",
                    "it is not what this library writes",
                    failure -> failure.cause(e));
        }
    }
}
