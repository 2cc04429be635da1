package com.datafly.signal.dr.k8s.internal.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.Attempt;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.driver.Patch;
import com.datafly.signal.dr.k8s.internal.model.SecretValues;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One revision, in the object that Helm keeps it in. */
final class Stored<T extends HasMetadata> {

    private static final String KEY = "release";

    private final Connection connection;
    private final Place<T> place;
    private final T object;

    Stored(Connection connection, Place<T> place, T object) {
        this.connection = connection;
        this.place = place;
        this.object = object;
    }

    private String name() {
        return object.getMetadata().getName();
    }

    StoredRelease release() {
        byte[] json = content();
        ObjectNode read = parsed(json);
        JsonNode chart = read.path("chart").path("metadata");
        JsonNode info = read.path("info");
        return StoredRelease.create(
                read.path("name").asText(),
                read.path("version").asInt(),
                Labels.status(info.path(Labels.STATUS).asText()),
                release -> release.labels(Labels.ofUsers(object.getMetadata()))
                        .storedIn(name(), object.getMetadata().getResourceVersion())
                        .chart(chart(chart), text(chart.path("appVersion")))
                        .deployed(time(info.path("last_deployed").asText()), text(info.path("description")))
                        .content(SecretValues.text(json).orElseThrow(() -> unreadable("it is no text"))));
    }

    private static @Nullable String chart(JsonNode metadata) {
        return metadata.path("name").isMissingNode()
                ? null
                : metadata.path("name").asText() + "-"
                        + metadata.path("version").asText();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private byte[] content() {
        Map<String, String> data =
                Optional.ofNullable(place.data().apply(object)).orElse(Map.of());
        String value = data.get(KEY);
        if (value == null) {
            throw unreadable("it has no key '" + KEY + "'");
        }
        try {
            return Codec.decode(place.unwrap().apply(value));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** The JSON says whose it is, and so must the name of the object. */
    private ObjectNode parsed(byte[] json) {
        ObjectNode read;
        try {
            read = Codec.parse(json);
        } catch (IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        String expected =
                Labels.object(read.path("name").asText(), read.path("version").asInt());
        if (!expected.equals(name())) {
            throw unreadable("it is of another release or revision than its name says");
        }
        return read;
    }

    private DrException unreadable(String why) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read " + place.resource() + " " + name() + " in " + connection,
                "Helm's release cannot be read: " + why,
                failure ->
                        failure.resource(connection.toString()).hint("Take another revision, or an exported bundle."));
    }

    void unlock(String operation, String version) {
        if (!version.equals(object.getMetadata().getResourceVersion())) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    "it was changed meanwhile",
                    failure -> failure.hint("Look at it again: whoever changed it may still be at work."));
        }
        ObjectNode release = parsed(content());
        Status status = Labels.status(release.path("info").path(Labels.STATUS).asText());
        if (!status.pending()) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "it is not pending but " + status);
        }
        release.withObject("/info")
                .put(Labels.STATUS, "failed")
                .put("description", "Marked as failed by signal-dr: it was " + status + " and nobody at work");
        write(release, version);
    }

    private void write(ObjectNode release, String version) {
        String value = place.wrap().apply(Codec.encode(Codec.write(release)));
        String text = Patch.labelled(
                version,
                Map.of(
                        Labels.STATUS,
                        "failed",
                        Labels.MODIFIED,
                        Long.toString(Instant.now().getEpochSecond())),
                Map.of("data", Map.of(KEY, value)));
        connection.change(
                Attempt.of("patch", place.resource(), name()).withSecrets(),
                client -> place.source()
                        .apply(client)
                        .inNamespace(connection.namespace())
                        .withName(name())
                        .patch(Patch.CONTEXT, text));
    }
}
