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
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Asks Confluent Cloud how it sees a cluster, beside what Kafka itself tells: {@code GET /cmk/v2/clusters/ID}, one
 * request with a Cloud API key, which changes nothing. Thread-safe.
 *
 * @since 0.1
 */
public final class ConfluentCloudProbe {

    private static final String OPENING = "open a probe of Confluent Cloud";
    private static final Pattern CLUSTER = Pattern.compile("lkc-[a-z0-9]+");
    private static final Pattern ENVIRONMENT = Pattern.compile("env-[a-z0-9]+");
    private static final Set<String> ONE_ZONE = Set.of("SINGLE_ZONE", "LOW");

    private final JsonHttp http;
    private final String environment;
    private final String cluster;

    private ConfluentCloudProbe(JsonHttp http, String environment, String cluster) {
        this.http = http;
        this.environment = environment;
        this.cluster = cluster;
    }

    /**
     * Opens a probe of one cluster. Nothing is called yet. Default: Confluent's own address.
     *
     * @param environment its environment's id, as in {@code env-00000}
     * @param cluster its id, as in {@code lkc-00000}
     * @throws DrException with {@code INVALID_ARGUMENT} if an id is none, or there is no key
     */
    public static ConfluentCloudProbe create(String environment, String cluster, Consumer<Builder> more) {
        if (!ENVIRONMENT.matcher(environment).matches()
                || !CLUSTER.matcher(cluster).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPENING,
                    "the environment is '" + environment + "' and the cluster '" + cluster + "'",
                    failure -> failure.hint("Write their ids, as in env-00000 and lkc-00000."));
        }
        Builder builder = new Builder();
        more.accept(builder);
        if (builder.authorization.header().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPENING,
                    "there is no Cloud API key",
                    failure -> failure.hint("Give one of the Cloud, not of the cluster, by apiKey."));
        }
        JsonHttp http =
                new JsonHttp(Addresses.parse(OPENING, builder.endpoint), builder.authorization, Duration.ofSeconds(30));
        return new ConfluentCloudProbe(http, environment, cluster);
    }

    /**
     * Asks once, and adds what a person should know.
     *
     * @return {@code health} with warnings, if there are any
     * @throws DrException with {@code NOT_FOUND}, {@code UNAUTHENTICATED}, {@code PERMISSION_DENIED}, {@code THROTTLED}
     *     or {@code UNAVAILABLE}
     */
    public StreamHealth look(StreamHealth health) {
        JsonNode found = http.send(Call.get(
                "ask Confluent Cloud for " + cluster, "/cmk/v2/clusters/" + cluster + "?environment=" + environment));
        StreamHealth seen = requireNonNull(health, "health");
        String phase = found.at("/status/phase").asText("unknown");
        if (!phase.equals("PROVISIONED")) {
            seen = seen.warning("Confluent Cloud says that " + cluster + " is " + phase);
        }
        String availability = found.at("/spec/availability").asText("");
        if (ONE_ZONE.contains(availability)) {
            seen = seen.warning("Confluent Cloud keeps " + cluster + " in one zone (" + availability
                    + "): a zone that is lost takes it along");
        }
        return seen;
    }

    /**
     * Collects how Confluent Cloud is asked. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private String endpoint = "https://api.confluent.cloud";
        private Authorization authorization = Authorization.none();

        private Builder() {}

        /** Sets a Cloud API key (not one of the cluster). The secret stays the caller's to close. */
        public Builder apiKey(String key, Secret secret) {
            this.authorization = Authorization.basic(key, secret);
            return this;
        }

        /** Sets another address, as for a proxy or a test. */
        public Builder endpoint(String url) {
            this.endpoint = requireNonNull(url, "url");
            return this;
        }
    }
}
