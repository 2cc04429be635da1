package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.kafka.internal.http.Addresses;
import com.datafly.signal.dr.kafka.internal.http.Authorization;
import com.datafly.signal.dr.kafka.internal.http.Call;
import com.datafly.signal.dr.kafka.internal.http.JsonHttp;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Azure how it sees a namespace of Event Hubs, beside what its Kafka interface tells: one {@code GET} of the
 * resource, version 2024-01-01, which needs the permission {@code Microsoft.EventHub/namespaces/read} and changes
 * nothing. Thread-safe.
 *
 * @since 0.1
 */
public final class EventHubsProbe {

    private static final String OPENING = "open a probe of Event Hubs";
    private static final Pattern RESOURCE = Pattern.compile(
            "/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[\\w.()-]{1,90}/providers/Microsoft\\.EventHub/namespaces/([A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9])");

    private final JsonHttp http;
    private final String resourceId;
    private final String namespace;

    private EventHubsProbe(JsonHttp http, String resourceId, String namespace) {
        this.http = http;
        this.resourceId = resourceId;
        this.namespace = namespace;
    }

    /**
     * Opens a probe of one namespace. Nothing is called yet. Default: Azure's own address.
     *
     * @param resourceId as in {@code /subscriptions/.../providers/Microsoft.EventHub/namespaces/signal}
     * @param token a token of Entra ID for {@code https://management.azure.com}; it stays the caller's to close
     * @throws DrException with {@code INVALID_ARGUMENT} if the id is that of no namespace
     */
    public static EventHubsProbe create(String resourceId, Secret token, Consumer<Builder> more) {
        Matcher resource = RESOURCE.matcher(resourceId);
        if (!resource.matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPENING,
                    "the resource is '" + resourceId + "'",
                    failure -> failure.hint("Write a namespace's id as Azure's portal shows it, as in"
                            + " /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.EventHub/namespaces/NAME."));
        }
        Builder builder = new Builder();
        more.accept(builder);
        JsonHttp http = new JsonHttp(
                Addresses.parse(OPENING, builder.endpoint), Authorization.bearer(token), Duration.ofSeconds(30));
        return new EventHubsProbe(http, resourceId, resource.group(1));
    }

    /**
     * Asks once, and adds what a person should know.
     *
     * @return {@code health} with warnings, if there are any
     * @throws DrException with {@code NOT_FOUND}, {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED}, {@code THROTTLED}
     *     or {@code UNAVAILABLE}
     */
    public StreamHealth look(StreamHealth health) {
        JsonNode found =
                http.send(Call.get("ask Azure for the namespace " + namespace, resourceId + "?api-version=2024-01-01"));
        JsonNode properties = found.path("properties");
        StreamHealth seen = requireNonNull(health, "health");
        String status = properties.path("status").asText("Active");
        if (!status.equals("Active")) {
            seen = seen.warning("Azure says that the namespace " + namespace + " is " + status);
        }
        String provisioning = properties.path("provisioningState").asText("unknown");
        if (!provisioning.equals("Succeeded")) {
            seen = seen.warning("Azure says that the last change of " + namespace + " is " + provisioning);
        }
        if (!properties.path("kafkaEnabled").asBoolean(true)) {
            seen = seen.warning("Azure says that " + namespace + " does not speak Kafka: its tier is "
                    + found.at("/sku/tier").asText("unknown"));
        }
        return seen;
    }

    /**
     * Collects how Azure is asked. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private String endpoint = "https://management.azure.com";

        private Builder() {}

        /** Sets another address, as of another cloud of Azure, a proxy or a test. */
        public Builder endpoint(String url) {
            this.endpoint = requireNonNull(url, "url");
            return this;
        }
    }
}
