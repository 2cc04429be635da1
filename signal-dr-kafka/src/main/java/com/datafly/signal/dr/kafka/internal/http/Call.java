package com.datafly.signal.dr.kafka.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One request.
 *
 * @param operation what it does, for messages
 * @param method as in {@code GET}
 * @param path from the service's root on, with query
 * @param body what is sent with it
 * @param reads whether it changes nothing
 */
public record Call(String operation, String method, String path, Optional<JsonNode> body, boolean reads) {

    /** Asks. */
    public static Call get(String operation, String path) {
        return new Call(operation, "GET", path, Optional.empty(), true);
    }

    /** Asks whether something would be taken, which changes nothing. */
    public static Call check(String operation, String path, JsonNode body) {
        return new Call(operation, "PUT", path, Optional.of(body), true);
    }

    /** Changes, without a body. */
    public static Call change(String operation, String method, String path) {
        return new Call(operation, method, path, Optional.empty(), false);
    }

    /** Changes, with a body. */
    public static Call change(String operation, String method, String path, JsonNode body) {
        return new Call(operation, method, path, Optional.of(body), false);
    }
}
