package com.datafly.signal.dr.internal.playbook;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns plain data back into values. */
final class ValueReader {

    private static final String UNCHANGED = "Read it by the same release of the action that wrote it, or raise the"
            + " action's version where its record has changed.";

    private ValueReader() {}

    static <T> T read(@Nullable Object plain, Class<T> type) {
        Object value = value(plain, type, "");
        if (value == null) {
            throw ValueTypes.refusal("", "there is no " + type.getName(), UNCHANGED);
        }
        return type.cast(value);
    }

    private static @Nullable Object value(@Nullable Object plain, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            return generic(plain, generic, path);
        }
        Class<?> raw = (Class<?>) type;
        if (plain == null) {
            if (raw.isPrimitive()) {
                throw misfit(plain, type, path);
            }
            return null;
        }
        return single(plain, raw, path);
    }

    private static Object single(Object plain, Class<?> type, String path) {
        Optional<Function<String, Object>> reader = ValueTypes.text(type);
        if (reader.isPresent()) {
            return text(plain, type, reader.get(), path);
        }
        if (ValueTypes.isNumber(type) && plain instanceof Number number) {
            return number(number, type, path);
        }
        if (ValueTypes.isBoolean(type) && plain instanceof Boolean) {
            return plain;
        }
        if (ValueTypes.isEnum(type)) {
            return constant(plain, type, path);
        }
        if (ValueTypes.isChoice(type) && plain instanceof Map<?, ?> fields) {
            return record(fields, chosen(fields, type, path), path);
        }
        if (type.isRecord() && plain instanceof Map<?, ?> fields) {
            return record(fields, type, path);
        }
        throw misfit(plain, type, path);
    }

    private static Object text(Object plain, Class<?> type, Function<String, Object> reader, String path) {
        if (!(plain instanceof String text)) {
            throw misfit(plain, type, path);
        }
        try {
            return reader.apply(text);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw misfit(plain, type, path);
        }
    }

    private static Object number(Number number, Class<?> type, String path) {
        if (type == double.class || type == Double.class) {
            return number.doubleValue();
        }
        if (type == float.class || type == Float.class) {
            return (float) number.doubleValue();
        }
        long value = number.longValue();
        if (value != number.doubleValue() && !(number instanceof Long || number instanceof Integer)) {
            throw misfit(number, type, path);
        }
        return integer(value, type, path);
    }

    private static Object integer(long value, Class<?> type, String path) {
        if (type == long.class || type == Long.class) {
            return value;
        }
        if ((type == int.class || type == Integer.class) && value == (int) value) {
            return (int) value;
        }
        if ((type == short.class || type == Short.class) && value == (short) value) {
            return (short) value;
        }
        if ((type == byte.class || type == Byte.class) && value == (byte) value) {
            return (byte) value;
        }
        throw misfit(value, type, path);
    }

    private static Object constant(Object plain, Class<?> type, String path) {
        Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
        for (Object constant : declaring.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(plain)) {
                return constant;
            }
        }
        throw misfit(plain, type, path);
    }

    private static Class<?> chosen(Map<?, ?> fields, Class<?> type, String path) {
        Object name = fields.get(ValueWriter.CHOICE);
        return ValueTypes.choices(type).stream()
                .filter(choice -> choice.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> misfit(name, type, path));
    }

    private static Object record(Map<?, ?> fields, Class<?> type, String path) {
        List<RecordComponent> components = RecordAccess.components(type);
        @Nullable Object[] arguments = new Object[components.size()];
        Set<String> unknown = new TreeSet<>();
        fields.keySet().forEach(name -> unknown.add(String.valueOf(name)));
        unknown.remove(ValueWriter.CHOICE);
        for (int i = 0; i < arguments.length; i++) {
            RecordComponent component = components.get(i);
            String name = component.getName();
            unknown.remove(name);
            arguments[i] = value(fields.get(name), component.getGenericType(), ValueTypes.path(path, name));
        }
        if (!unknown.isEmpty()) {
            throw ValueTypes.refusal(path, type.getName() + " has no component " + unknown, UNCHANGED);
        }
        return RecordAccess.create(type, arguments, path);
    }

    private static @Nullable Object generic(@Nullable Object plain, ParameterizedType type, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(value(plain, arguments[0], path));
        }
        if (plain == null) {
            return null;
        }
        if (type.getRawType() == Map.class && plain instanceof Map<?, ?> fields) {
            return map(fields, arguments, path);
        }
        if (plain instanceof List<?> elements) {
            List<@Nullable Object> values = new ArrayList<>(elements.size());
            for (Object element : elements) {
                values.add(value(element, arguments[0], path + "[" + values.size() + "]"));
            }
            return type.getRawType() == Set.class
                    ? Collections.unmodifiableSet(new LinkedHashSet<>(values))
                    : Collections.unmodifiableList(values);
        }
        throw misfit(plain, type, path);
    }

    private static Object map(Map<?, ?> fields, Type[] arguments, String path) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        fields.forEach((name, plain) -> map.put(
                single(String.valueOf(name), (Class<?>) arguments[0], path),
                value(plain, arguments[1], ValueTypes.path(path, String.valueOf(name)))));
        return Collections.unmodifiableMap(map);
    }

    private static RuntimeException misfit(@Nullable Object plain, Type type, String path) {
        return ValueTypes.refusal(path, "'" + plain + "' is no " + type.getTypeName(), UNCHANGED);
    }
}
