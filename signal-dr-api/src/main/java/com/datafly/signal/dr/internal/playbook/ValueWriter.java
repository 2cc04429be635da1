package com.datafly.signal.dr.internal.playbook;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns values into plain data. */
final class ValueWriter {

    /** Names the record among those that a sealed interface permits. */
    static final String CHOICE = "@type";

    static final int DEEPEST = 64;

    /** Records of a sealed interface; the JDK takes its time to tell whether an interface is sealed. */
    private static final ClassValue<Boolean> CHOSEN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isChosen(type);
        }
    };

    private ValueWriter() {}

    static @Nullable Object plain(@Nullable Object value) {
        return plain(value, "", 0);
    }

    private static @Nullable Object plain(@Nullable Object value, String path, int depth) {
        if (depth > DEEPEST) {
            throw ValueTypes.refusal(path, "it is nested more than " + DEEPEST + " deep", "Keep it flatter.");
        }
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Optional<?> optional) {
            return plain(optional.orElse(null), path, depth + 1);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, path, depth);
        }
        if (value instanceof Set<?> set) {
            return set(set, path, depth);
        }
        if (value instanceof List<?> list) {
            return elements(list, path, depth);
        }
        return single(value, path, depth);
    }

    private static Object single(Object value, String path, int depth) {
        Class<?> type = value.getClass();
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (ValueTypes.isNumber(type)) {
            return number((Number) value, path);
        }
        if (ValueTypes.text(type).isPresent()) {
            return text(value.toString(), path);
        }
        if (type.isRecord()) {
            return record(value, path, depth);
        }
        throw ValueTypes.unknown(path, type);
    }

    private static Map<String, @Nullable Object> record(Object value, String path, int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (CHOSEN.get(value.getClass())) {
            fields.put(CHOICE, value.getClass().getSimpleName());
        }
        for (RecordComponent component : RecordAccess.components(value.getClass())) {
            Object field = RecordAccess.get(value, component);
            fields.put(component.getName(), plain(field, ValueTypes.path(path, component.getName()), depth + 1));
        }
        return fields;
    }

    /** A record of a sealed interface says always which it is, so that the text does not depend on where it stands. */
    private static boolean isChosen(Class<?> type) {
        for (Class<?> implemented : type.getInterfaces()) {
            if (ValueTypes.isChoice(implemented)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map, String path, int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = key instanceof Enum<?> constant ? constant.name() : text(String.valueOf(key), path);
            fields.put(name, plain(value, ValueTypes.path(path, name), depth + 1));
        });
        return fields;
    }

    private static List<@Nullable Object> elements(Collection<?> values, String path, int depth) {
        List<@Nullable Object> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            elements.add(plain(value, path + "[" + elements.size() + "]", depth + 1));
        }
        return elements;
    }

    /** The order of a set means nothing, so it must not show. */
    private static List<@Nullable Object> set(Set<?> set, String path, int depth) {
        List<@Nullable Object> elements = elements(set, path, depth);
        elements.sort(Comparator.comparing(CanonicalJson::print));
        return Collections.unmodifiableList(elements);
    }

    private static Number number(Number value, String path) {
        if (value instanceof Double || value instanceof Float) {
            double number = value.doubleValue();
            if (!Double.isFinite(number)) {
                throw ValueTypes.refusal(path, "it is " + number, "Use a finite number.");
            }
            return number;
        }
        return value.longValue();
    }

    /** Half a surrogate pair would become a question mark in the journal. */
    private static String text(String text, String path) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw ValueTypes.refusal(path, "its text is not valid Unicode", "Leave out unpaired surrogates.");
        }
        return text;
    }
}
