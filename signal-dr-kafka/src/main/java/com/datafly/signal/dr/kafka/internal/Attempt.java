package com.datafly.signal.dr.kafka.internal;

import static java.util.Objects.requireNonNull;

/**
 * What was tried: for a failure's message.
 *
 * @param request what was sent
 * @param operation what for, as in {@code create topic events.raw}
 * @param kind what kind of resource was concerned, as access rules call it
 * @param name which one; empty if it was not a single one
 */
public record Attempt(KafkaRequest request, String operation, String kind, String name) {

    /** Refuses null. */
    public Attempt {
        requireNonNull(request, "request");
        requireNonNull(operation, "operation");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /** An attempt at no single resource. */
    public static Attempt of(KafkaRequest request, String operation) {
        return new Attempt(request, operation, request.resource(), "");
    }

    /** Returns this attempt at a topic. */
    public Attempt topic(String topic) {
        return new Attempt(request, operation, "TOPIC", topic);
    }

    /** Returns this attempt at the resource that its request is about. */
    public Attempt on(String resource) {
        return new Attempt(request, operation, request.resource(), resource);
    }
}
