package com.datafly.signal.dr.k8s.internal.model;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fields of objects, any of which may be missing. */
final class Fields {

    private Fields() {}

    static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    static boolean yes(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** An empty text says as little as a missing one. */
    static @Nullable String textOrNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    /** Returns a condition's reason and what it says more. */
    static String reasoned(@Nullable String reason, @Nullable String message) {
        return Stream.of(text(reason), text(message))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(": "));
    }

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : value;
    }

    static Map<String, String> map(@Nullable Map<String, String> value) {
        return value == null ? Map.of() : value;
    }

    static Optional<String> amount(@Nullable IntOrString value) {
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(value.getStrVal() != null ? value.getStrVal() : String.valueOf(value.getIntVal()));
    }

    /** Reads a time; one that is missing or unreadable is null. */
    static @Nullable Instant time(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static ObjectMeta metadata(@Nullable ObjectMeta metadata) {
        return metadata == null ? new ObjectMeta() : metadata;
    }
}
