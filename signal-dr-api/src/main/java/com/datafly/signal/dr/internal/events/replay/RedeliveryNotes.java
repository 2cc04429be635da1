package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.RedeliveryResult;
import com.datafly.signal.dr.events.ReplayResult;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What one redelivery has done so far, as it is noted for the history. Not thread-safe. */
final class RedeliveryNotes {

    static final String PREFIX = "history/";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final String runId;
    private final RedeliveryResult.Begun begun;
    private final Map<String, Long> reasons = new HashMap<>();
    private long parked;
    private long leftBehind;
    private boolean finished;
    private boolean exactlyOnce;

    RedeliveryNotes(String runId, RedeliveryResult.Begun begun) {
        this.runId = runId;
        this.begun = begun;
    }

    String runId() {
        return runId;
    }

    String key() {
        return PREFIX + runId;
    }

    /** Goes on from what was noted, which counts what stays anew. */
    void restore(byte[] noted) {
        RedeliveryResult before = read(noted);
        reset();
        reasons.putAll(before.reasons());
        parked = before.parked();
    }

    void reset() {
        reasons.clear();
        parked = 0;
        leftBehind = 0;
    }

    void redelivered(String reason) {
        reasons.merge(reason, 1L, Long::sum);
    }

    void parked() {
        parked++;
    }

    void leftBehind() {
        leftBehind++;
    }

    /** Notes the end, and returns the result. */
    RedeliveryResult end(ReplayResult.Ending ending) {
        finished = ending.finished();
        exactlyOnce = ending.exactlyOnce();
        return RedeliveryResult.of(ending, begun, reasons, new RedeliveryResult.Rest(parked, leftBehind));
    }

    byte[] write() {
        ObjectNode node = JSON.createObjectNode()
                .put("runId", runId)
                .put("at", begun.at().toString())
                .put("by", begun.by())
                .put("parked", parked)
                .put("leftBehind", leftBehind)
                .put("finished", finished)
                .put("exactlyOnce", exactlyOnce);
        ObjectNode counts = node.putObject("reasons");
        new TreeMap<>(reasons).forEach((reason, count) -> counts.put(reason, count.longValue()));
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and text can be written", e);
        }
    }

    static RedeliveryResult read(byte[] noted) {
        JsonNode node;
        try {
            node = JSON.readTree(noted);
        } catch (IOException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read what is kept of a redelivery",
                    "it is not what this library writes",
                    failure -> failure.cause(e));
        }
        Map<String, Long> reasons = new HashMap<>();
        node.path("reasons")
                .properties()
                .forEach(count -> reasons.put(count.getKey(), count.getValue().longValue()));
        return RedeliveryResult.of(
                new ReplayResult.Ending(
                        node.path("runId").asText(),
                        node.path("finished").booleanValue(),
                        node.path("exactlyOnce").booleanValue()),
                new RedeliveryResult.Begun(
                        Instant.parse(node.path("at").asText()), node.path("by").asText()),
                reasons,
                new RedeliveryResult.Rest(
                        node.path("parked").longValue(), node.path("leftBehind").longValue()));
    }
}
