package com.datafly.signal.dr.internal.playbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long one step took, as a line of JSON.
 *
 * @param action the name of the step's action
 * @param provider the scheme of the resource's address
 * @param sizeBytes the size of what was worked on; zero if it has none, or none that is known
 */
public record PastDuration(String action, String provider, long sizeBytes, Duration took, Instant at) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    String line() {
        ObjectNode line = JSON.createObjectNode().put("action", action).put("provider", provider);
        if (sizeBytes > 0) {
            line.put("bytes", sizeBytes);
        }
        return line.put("took", took.toString()).put("at", at.toString()).toString();
    }

    /** Returns what a line says; empty if it is damaged or says something else. */
    static Optional<PastDuration> parse(String line) {
        try {
            JsonNode root = JSON.readTree(line);
            Duration took = Duration.parse(text(root, "took"));
            if (took.isNegative() || root.path("bytes").asLong(0) < 0) {
                return Optional.empty();
            }
            return Optional.of(new PastDuration(
                    text(root, "action"),
                    text(root, "provider"),
                    root.path("bytes").asLong(0),
                    took,
                    Instant.parse(text(root, "at"))));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            // A line that does not tell a duration is no history.
            return Optional.empty();
        }
    }

    private static String text(JsonNode root, String name) {
        @Nullable JsonNode value = root.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value.textValue();
    }
}
