package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a marker is put in, and where it has to come out. What the product does with a marker is the host's to choose:
 * its key, value and headers are templates in which <code>{marker}</code> stands for it.
 *
 * @since 0.1
 */
public final class FlowProbe {

    /** The header that carries the marker, of an event as of a request. */
    public static final String MARKER_HEADER = "signal-dr-marker";

    /** What stands for the marker in a template. */
    public static final String MARKER = "{marker}";

    private static final String OPERATION = "define a probe of the event flow";

    private final @Nullable String topic;
    private final @Nullable URI endpoint;
    private final String method;
    private final String contentType;
    private final String key;
    private final String value;
    private final Map<String, String> headers;
    private final Map<String, String> secretHeaders;
    private final List<Hop> hops;
    private final Duration deadline;

    private FlowProbe(Builder builder) {
        this.topic = builder.topic;
        this.endpoint = builder.endpoint;
        this.method = builder.method;
        this.contentType = builder.contentType;
        this.key = builder.key;
        this.value = builder.value;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.secretHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(builder.secretHeaders));
        this.hops = List.copyOf(builder.hops);
        this.deadline = builder.deadline;
    }

    /**
     * Puts the marker into a topic, as in {@code events.raw}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the topic is none that a product writes to, or nothing says
     *     where the marker has to come out
     */
    public static FlowProbe intoTopic(String topic, Consumer<Builder> more) {
        requirePattern(requireNonNull(topic, "topic"));
        if (TopicPattern.wild(topic)) {
            throw invalid("'" + topic + "' is not one topic", "Name the topic that the marker is written to.");
        }
        return build(new Builder(topic, null), more);
    }

    /**
     * Sends the marker to the endpoint where the product takes its events in.
     *
     * @param endpoint by {@code http} or {@code https}, without a user or a password
     * @throws DrException with {@code INVALID_ARGUMENT} for another kind of address, or if nothing says where the
     *     marker has to come out
     */
    public static FlowProbe intoEndpoint(URI endpoint, Consumer<Builder> more) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || endpoint.getHost() == null) {
            throw invalid("the endpoint is no address of http or https", "Use one as in https://ingest.example/v1/e.");
        }
        if (endpoint.getRawUserInfo() != null) {
            throw invalid("the endpoint holds a user", "Give it by secretHeader(\"Authorization\", secret).");
        }
        return build(new Builder(null, endpoint), more);
    }

    private static FlowProbe build(Builder builder, Consumer<Builder> more) {
        more.accept(builder);
        if (builder.hops.isEmpty()) {
            throw invalid(
                    "nothing says where the marker has to come out",
                    "Add through(\"events.processed\") and the like, in the order of the flow.");
        }
        if (builder.topic != null && !builder.secretHeaders.isEmpty()) {
            throw invalid("an event would hold a secret", "Leave secretHeader to endpoints.");
        }
        return new FlowProbe(builder);
    }

    /** Returns the topic that the marker is written to; empty if it is sent to an endpoint. */
    public Optional<String> topic() {
        return Optional.ofNullable(topic);
    }

    /** Returns the endpoint that the marker is sent to; empty if it is written to a topic. */
    public Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /** Returns the method of the request. */
    public String method() {
        return method;
    }

    /** Returns the content type of the request. */
    public String contentType() {
        return contentType;
    }

    /** Returns the template of the event's key. */
    public String key() {
        return key;
    }

    /** Returns the template of the event's value, or of the request's body. */
    public String value() {
        return value;
    }

    /** Returns the templates of further headers, by name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the names of the host's secrets, by the headers of the request that they are sent in. */
    public Map<String, String> secretHeaders() {
        return secretHeaders;
    }

    /** Returns where the marker has to come out, in the order of the flow. */
    public List<Hop> hops() {
        return hops;
    }

    /** Returns how long all of it may take. */
    public Duration deadline() {
        return deadline;
    }

    /** Says where the marker is put in, without the endpoint's query, which may hold what others should not read. */
    public String front() {
        if (endpoint == null) {
            return String.valueOf(topic);
        }
        int port = endpoint.getPort();
        return method + " " + endpoint.getScheme() + "://" + endpoint.getHost() + (port < 0 ? "" : ":" + port)
                + String.valueOf(endpoint.getRawPath());
    }

    @Override
    public String toString() {
        return front() + " to "
                + String.join(", ", hops.stream().map(Hop::toString).toList());
    }

    private static void requirePattern(String pattern) {
        if (!pattern.matches("[A-Za-z0-9._*-]{1,249}")) {
            throw invalid(
                    "'" + pattern + "' is no topic's name with * in it",
                    "Write * for any characters, as in events.delivery.*; a regular expression is not understood.");
        }
        if (TopicPattern.reserved(pattern)) {
            throw invalid(
                    "'" + pattern + "' means topics that no product's events flow through",
                    "Name the product's own topics.");
        }
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPERATION, problem, failure -> failure.hint(hint));
    }

    /**
     * Where the marker has to come out.
     *
     * @param pattern a topic's name, in which {@code *} stands for any characters, also none
     * @param every whether every topic that matches has to show it, or one of them
     * @since 0.1
     */
    public record Hop(String pattern, boolean every) {
        /** Refuses null. */
        public Hop {
            requireNonNull(pattern, "pattern");
        }

        @Override
        public String toString() {
            return every ? pattern : "any of " + pattern;
        }
    }

    /**
     * Collects a probe. Defaults: one minute; the marker as the key and in a value of JSON; {@code POST} and
     * {@code application/json}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final @Nullable String topic;
        private final @Nullable URI endpoint;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final Map<String, String> secretHeaders = new LinkedHashMap<>();
        private final List<Hop> hops = new ArrayList<>();
        private String method = "POST";
        private String contentType = "application/json";
        private String key = MARKER;
        private String value = "{\"" + MARKER_HEADER + "\":\"" + MARKER + "\"}";
        private Duration deadline = Duration.ofMinutes(1);

        private Builder(@Nullable String topic, @Nullable URI endpoint) {
            this.topic = topic;
            this.endpoint = endpoint;
        }

        /** Expects the marker in every topic that matches, behind what was expected before. */
        public Builder through(String pattern) {
            return hop(new Hop(pattern, true));
        }

        /** Expects the marker in at least one of the topics that match, behind what was expected before. */
        public Builder throughAny(String pattern) {
            return hop(new Hop(pattern, false));
        }

        private Builder hop(Hop hop) {
            requirePattern(hop.pattern());
            hops.add(hop);
            return this;
        }

        /** Sets how long all of it may take. */
        public Builder within(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw invalid("the time is " + time, "Say how long it may take, as in Duration.ofMinutes(1).");
            }
            this.deadline = time;
            return this;
        }

        /** Sets the template of the event's key. */
        public Builder key(String template) {
            this.key = requireNonNull(template, "template");
            return this;
        }

        /**
         * Sets the template of the event's value, or of the request's body. Where the product drops headers and keys
         * the marker has to be in a part that comes out as it went in.
         */
        public Builder value(String template) {
            this.value = requireNonNull(template, "template");
            return this;
        }

        /** Adds the template of a header of the event, or of the request. It must hold no secret. */
        public Builder header(String name, String template) {
            headers.put(requireNonNull(name, "name"), requireNonNull(template, "template"));
            return this;
        }

        /**
         * Sends one of the host's secrets in a header of the request, as in {@code Authorization}. Over plain
         * {@code http} whoever listens on the way reads it.
         */
        public Builder secretHeader(String name, String secret) {
            secretHeaders.put(requireNonNull(name, "name"), requireNonNull(secret, "secret"));
            return this;
        }

        /** Sets the method of the request. */
        public Builder method(String name) {
            this.method = requireNonNull(name, "name");
            return this;
        }

        /** Sets the content type of the request. */
        public Builder contentType(String type) {
            this.contentType = requireNonNull(type, "type");
            return this;
        }
    }
}
