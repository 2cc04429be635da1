package com.datafly.signal.dr.internal.events.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object that was read back. What is missing or of another type is damage, and said. */
final class Fields {

    /** The value of the field {@code format} in every JSON object of an archive. */
    static final String FORMAT = "signal-dr-archive-1";

    /** What stands between an object's other fields and the SHA-256 of all bytes before it, and behind that. */
    private static final String SELF = ",\"self\":\"";

    private static final String END = "\"}";
    private static final int SELF_LENGTH = SELF.length() + Sha256.DIGITS + END.length();

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final String place;
    private final Map<?, ? extends @Nullable Object> values;

    private Fields(String place, Map<?, ? extends @Nullable Object> values) {
        this.place = place;
        this.values = values;
    }

    /** Returns JSON on one line, of which the last field is the hash of what is before it. */
    static byte[] write(Map<String, ? extends @Nullable Object> values) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(values);
            byte[] body = Arrays.copyOf(json, json.length - 1);
            byte[] self = (SELF + Sha256.of(body) + END).getBytes(UTF_8);
            byte[] whole = Arrays.copyOf(body, body.length + self.length);
            System.arraycopy(self, 0, whole, body.length, self.length);
            return whole;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not plain data", e);
        }
    }

    /**
     * Reads the object of that key.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it is no JSON of this format
     */
    static Fields read(String key, byte[] json) {
        requireSelf(key, json);
        Fields fields;
        try {
            fields = new Fields(key, MAPPER.readValue(json, OBJECT));
        } catch (IOException e) {
            throw damaged(key, "is no JSON object: " + e.getClass().getSimpleName());
        }
        if (!fields.text("format").equals(FORMAT)) {
            throw damaged(key, "is of the format '" + fields.text("format") + "', not " + FORMAT);
        }
        return fields;
    }

    private static void requireSelf(String key, byte[] json) {
        int end = json.length - SELF_LENGTH;
        if (end <= 0) {
            throw damaged(key, "is too short");
        }
        byte[] body = Arrays.copyOf(json, end);
        byte[] self = (SELF + Sha256.of(body) + END).getBytes(UTF_8);
        if (!Arrays.equals(self, 0, self.length, json, end, json.length)) {
            throw damaged(key, "holds other bytes than were stored: its own SHA-256 differs");
        }
    }

    String text(String name) {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw damaged(place, "has no text " + name);
    }

    long number(String name) {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw damaged(place, "has no number " + name);
    }

    Fields object(String name) {
        if (values.get(name) instanceof Map<?, ?> map) {
            return new Fields(place + "." + name, map);
        }
        throw damaged(place, "has no object " + name);
    }

    List<Fields> list(String name) {
        if (!(values.get(name) instanceof List<?> list)) {
            throw damaged(place, "has no list " + name);
        }
        List<Fields> found = new ArrayList<>(list.size());
        for (Object value : list) {
            if (!(value instanceof Map<?, ?> map)) {
                throw damaged(place, "has something else in the list " + name);
            }
            found.add(new Fields(place + "." + name + "[" + found.size() + "]", map));
        }
        return found;
    }

    /** Returns all fields, which are texts. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Object name : values.keySet()) {
            texts.put(String.valueOf(name), text(String.valueOf(name)));
        }
        return texts;
    }

    /** Returns a failure that names the object that is not as it was written. */
    static DrException damaged(String key, String what) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read " + key,
                key + " " + what,
                failure -> failure.detail("object", key)
                        .hint("Find out what changed it; verify() looks at the whole archive."));
    }
}
