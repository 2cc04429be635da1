package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A baseline as text. */
final class BaselineJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private BaselineJson() {}

    static String print(Baseline baseline) {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
        printOrigin(root, baseline.origin());
        ObjectNode scope = root.putObject("scope");
        baseline.options().schemas().forEach(scope.putArray("schemas")::add);
        baseline.options().excluded().forEach(scope.putArray("excluded")::add);
        scope.put("materializedViews", baseline.options().materializedViews());
        ArrayNode tables = root.putArray("tables");
        for (TableFacts table : baseline.tables()) {
            ObjectNode node = tables.addObject();
            node.put("name", table.name()).put("kind", table.kind().name()).put("rows", table.rows());
            node.put("fingerprint", table.fingerprint());
            table.columns().forEach(node.putArray("columns")::add);
        }
        ArrayNode sequences = root.putArray("sequences");
        for (SequenceFacts sequence : baseline.sequences()) {
            sequences
                    .addObject()
                    .put("name", sequence.name())
                    .put("increment", sequence.increment())
                    .put("cycles", sequence.cycles())
                    .put("lastValue", sequence.lastValue());
        }
        baseline.notCovered().forEach(root.putArray("notCovered")::add);
        return root.toPrettyString() + "\n";
    }

    static Baseline parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("format").asInt() > FORMAT) {
                throw DrException.create(
                        ErrorCode.UNSUPPORTED,
                        "read a baseline",
                        "its format is " + root.path("format").asInt(),
                        failure ->
                                failure.hint("Read it with the version of signal-dr that wrote it, or a newer one."));
            }
            require(root, "format");
            return new Baseline(
                    origin(root),
                    options(require(root, "scope")),
                    tables(require(root, "tables")),
                    sequences(require(root, "sequences")),
                    strings(require(root, "notCovered")));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void printOrigin(ObjectNode root, BaselineOrigin origin) {
        root.put("systemIdentifier", origin.systemIdentifier())
                .put("timeline", origin.timeline())
                .put("database", origin.database())
                .put("serverVersion", origin.serverVersion())
                .put("lsn", origin.lsn().toString())
                .put("instant", origin.instant().toString())
                .put("exact", origin.exact())
                .put("lockWait", origin.lockWait().toString())
                .put("lockHold", origin.lockHold().toString());
    }

    private static BaselineOrigin origin(JsonNode root) {
        return new BaselineOrigin(
                require(root, "systemIdentifier").asText(),
                require(root, "timeline").asInt(),
                require(root, "database").asText(),
                require(root, "serverVersion").asText(),
                Lsn.parse(require(root, "lsn").asText()),
                Instant.parse(require(root, "instant").asText()),
                require(root, "exact").asBoolean(),
                Duration.parse(require(root, "lockWait").asText()),
                Duration.parse(require(root, "lockHold").asText()));
    }

    private static BaselineOptions options(JsonNode scope) {
        return BaselineOptions.of(options -> {
            strings(require(scope, "schemas")).forEach(options::schema);
            strings(require(scope, "excluded")).forEach(options::exclude);
            options.materializedViews(require(scope, "materializedViews").asBoolean());
        });
    }

    private static List<TableFacts> tables(JsonNode nodes) {
        List<TableFacts> tables = new ArrayList<>();
        for (JsonNode node : nodes) {
            tables.add(new TableFacts(
                    require(node, "name").asText(),
                    TableFacts.Kind.valueOf(require(node, "kind").asText()),
                    strings(require(node, "columns")),
                    require(node, "rows").asLong(),
                    require(node, "fingerprint").asText()));
        }
        return tables;
    }

    private static List<SequenceFacts> sequences(JsonNode nodes) {
        List<SequenceFacts> sequences = new ArrayList<>();
        for (JsonNode node : nodes) {
            JsonNode last = require(node, "lastValue");
            sequences.add(new SequenceFacts(
                    require(node, "name").asText(),
                    require(node, "increment").asLong(),
                    require(node, "cycles").asBoolean(),
                    last.isNull() ? null : last.asLong()));
        }
        return sequences;
    }

    private static List<String> strings(JsonNode nodes) {
        List<String> strings = new ArrayList<>();
        nodes.forEach(node -> strings.add(node.asText()));
        return strings;
    }

    private static JsonNode require(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw malformed("it has no field '" + field + "'");
        }
        return value;
    }

    private static DrException malformed(String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "read a baseline",
                "the text is no baseline: " + problem,
                failure -> failure.hint("Pass the text that Baseline.toJson() returned, unchanged."));
    }
}
