package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened to resources, as DescribeEvents tells it. */
public final class Events {

    private final List<Event> events = new ArrayList<>();

    Events() {}

    /** Tells what happened. */
    public void add(Event event) {
        events.add(event);
    }

    /** Returns everything that happened, the oldest first. */
    public List<Event> all() {
        return List.copyOf(events);
    }

    /**
     * Something that happened.
     *
     * @param at when
     * @param sourceType what kind of resource it happened to, as in {@code db-instance}
     * @param source the resource's name
     * @param arn the resource's ARN
     * @param category the category, as in {@code backup}
     * @param message what happened
     */
    public record Event(Instant at, String sourceType, String source, String arn, String category, String message) {}
}
