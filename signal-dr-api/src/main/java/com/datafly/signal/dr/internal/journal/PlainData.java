package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Data that is the same after a journey through JSON: maps, lists, text, numbers, truth and null. */
public final class PlainData {

    private static final int DEEPEST = 100;

    private final UnaryOperator<String> texts;

    private PlainData(UnaryOperator<String> texts) {
        this.texts = texts;
    }

    /**
     * Returns a deep and unmodifiable copy of {@code data}, integers widened to {@link Long}.
     *
     * @param place the name of the whole in a message
     * @throws DrException with {@code INVALID_ARGUMENT} and the place of what is not plain
     */
    public static Map<String, @Nullable Object> copy(String place, Map<String, ? extends @Nullable Object> data) {
        return new PlainData(UnaryOperator.identity()).map(place, data, 0);
    }

    /** Returns a copy in which every text, names included, went through {@code texts}. */
    static Map<String, @Nullable Object> mapped(
            String place, Map<String, ? extends @Nullable Object> data, UnaryOperator<String> texts) {
        return new PlainData(texts).map(place, data, 0);
    }

    private Map<String, @Nullable Object> map(String place, Map<?, ? extends @Nullable Object> data, int depth) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ? extends @Nullable Object> entry : data.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw refused(place, "a name that is not text");
            }
            copy.put(unused(texts.apply(name), copy), value(place + "." + name, entry.getValue(), depth));
        }
        return Collections.unmodifiableMap(copy);
    }

    private @Nullable Object value(String place, @Nullable Object value, int depth) {
        if (depth == DEEPEST) {
            throw refused(place, "more than " + DEEPEST + " levels, or contains itself");
        }
        if (value == null || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof String text) {
            return texts.apply(text);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return number;
        }
        if (value instanceof Map<?, ?> map) {
            return map(place, map, depth + 1);
        }
        if (value instanceof List<?> list) {
            return list(place, list, depth + 1);
        }
        throw refused(
                place,
                value instanceof Double
                        ? "the number " + value
                        : "a " + value.getClass().getName());
    }

    private List<@Nullable Object> list(String place, List<? extends @Nullable Object> list, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object value : list) {
            copy.add(value(place + "[" + copy.size() + "]", value, depth));
        }
        return Collections.unmodifiableList(copy);
    }

    /** Two names may become one when what tells them apart is masked. */
    private static String unused(String name, Map<String, ?> taken) {
        String unused = name;
        for (int i = 2; taken.containsKey(unused); i++) {
            unused = name + " (" + i + ")";
        }
        return unused;
    }

    private static DrException refused(String place, String what) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "make a journal entry",
                place + " is or has " + what,
                failure -> failure.hint(
                        "Use maps, lists, text, booleans, longs, finite doubles and null; instants and durations as"
                                + " text."));
    }
}
