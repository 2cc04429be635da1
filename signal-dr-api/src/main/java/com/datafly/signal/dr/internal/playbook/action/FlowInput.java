package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.FlowProbe;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A probe of the event flow as data.
 *
 * @param standby whether the standby's stream is looked at
 * @param topic the topic that the marker is written to, if it is
 * @param endpoint the endpoint that it is sent to, if it is
 * @param method the request's method
 * @param contentType the request's content type
 * @param key the template of the key
 * @param value the template of the value or body
 * @param headers the templates of headers
 * @param secretHeaders the names of secrets by headers
 * @param hops where it has to come out
 * @param deadline how long all of it may take
 */
public record FlowInput(
        boolean standby,
        Optional<String> topic,
        Optional<String> endpoint,
        String method,
        String contentType,
        String key,
        String value,
        Map<String, String> headers,
        Map<String, String> secretHeaders,
        List<Hop> hops,
        Duration deadline) {

    /**
     * Where the marker has to come out.
     *
     * @param pattern the topics
     * @param every whether in every one of them
     */
    public record Hop(String pattern, boolean every) {}

    /** Describes {@code probe}. */
    public static FlowInput of(FlowProbe probe, boolean standby) {
        return new FlowInput(
                standby,
                probe.topic(),
                probe.endpoint().map(URI::toString),
                probe.method(),
                probe.contentType(),
                probe.key(),
                probe.value(),
                probe.headers(),
                probe.secretHeaders(),
                probe.hops().stream()
                        .map(hop -> new Hop(hop.pattern(), hop.every()))
                        .toList(),
                probe.deadline());
    }

    /** Makes the probe again, with at most {@code left} to go. */
    FlowProbe probe(Duration left) {
        Consumer<FlowProbe.Builder> more = builder -> fill(builder, left);
        return endpoint.map(address -> FlowProbe.intoEndpoint(URI.create(address), more))
                .orElseGet(() -> FlowProbe.intoTopic(topic.orElseThrow(), more));
    }

    private void fill(FlowProbe.Builder builder, Duration left) {
        builder.method(method)
                .contentType(contentType)
                .key(key)
                .value(value)
                .within(left.compareTo(deadline) < 0 ? left : deadline);
        headers.forEach(builder::header);
        secretHeaders.forEach(builder::secretHeader);
        for (Hop hop : hops) {
            if (hop.every()) {
                builder.through(hop.pattern());
            } else {
                builder.throughAny(hop.pattern());
            }
        }
    }
}
