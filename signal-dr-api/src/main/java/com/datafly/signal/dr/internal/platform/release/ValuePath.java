package com.datafly.signal.dr.internal.platform.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is among others, as in {@code database.hosts[0].name}. A dot or bracket that is part of a name has a
 * backslash before it.
 */
final class ValuePath {

    private static final Pattern PART =
            Pattern.compile("\\G(?:(?<=^|\\.)((?:[^.\\[\\]\\\\]|\\\\.)+)|\\[(\\d{1,4})])(?:\\.(?=.))?");

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    private final String text;
    private final List<Object> parts;

    private ValuePath(String text, List<Object> parts) {
        this.text = text;
        this.parts = parts;
    }

    static ValuePath of(String text) {
        List<Object> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find()) {
            end = matcher.end();
            parts.add(
                    matcher.group(2) == null
                            ? matcher.group(1).replaceAll("\\\\(.)", "$1")
                            : (Object) Integer.valueOf(matcher.group(2)));
        }
        if (end < text.length() || parts.isEmpty() || parts.get(0) instanceof Integer) {
            throw invalid(text, "it is not a path", "Write it as in database.hosts[0].name.");
        }
        return new ValuePath(text, List.copyOf(parts));
    }

    /** Returns the paths of all texts that {@code wanted} accepts. */
    static List<String> find(JsonNode tree, Predicate<String> wanted) {
        List<String> found = new ArrayList<>();
        collect(tree, "", wanted, found);
        return found;
    }

    private static void collect(JsonNode tree, String path, Predicate<String> wanted, List<String> found) {
        if (tree.isObject()) {
            for (Map.Entry<String, JsonNode> field : tree.properties()) {
                String name = field.getKey().replaceAll("[.\\[\\]\\\\]", "\\\\$0");
                collect(field.getValue(), path.isEmpty() ? name : path + "." + name, wanted, found);
            }
        } else if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                collect(tree.get(i), path + "[" + i + "]", wanted, found);
            }
        } else if (tree.isValueNode() && !tree.isNull() && wanted.test(tree.asText())) {
            found.add(path);
        }
    }

    /** Tells whether nothing is here: a default counts, unless a list among the values goes before all of its own. */
    boolean isUnset(JsonNode values) {
        JsonNode place = values;
        for (Object part : parts) {
            place = child(place, part);
            if (place.isMissingNode()) {
                return !(part instanceof Integer);
            }
            if (place.isValueNode()) {
                return false;
            }
        }
        return false;
    }

    /** Returns the text that is here. */
    Optional<String> text(JsonNode values) {
        JsonNode place = values;
        for (Object part : parts) {
            place = child(place, part);
        }
        return place.isTextual() ? Optional.of(place.asText()) : Optional.empty();
    }

    /**
     * Sets the value here. A list that is only in {@code defaults} is taken from there first: a list among the values
     * goes before the chart's as a whole.
     */
    void set(ObjectNode values, JsonNode defaults, String value) {
        JsonNode place = values;
        JsonNode fallback = defaults;
        for (int i = 0; i < parts.size() - 1; i++) {
            fallback = child(fallback, parts.get(i));
            place = enter(place, parts.get(i), parts.get(i + 1), fallback);
        }
        Object last = parts.get(parts.size() - 1);
        put(place, last, like(child(place, last), child(fallback, last), value));
    }

    /** A number stays one, for a chart may insist. */
    private static JsonNode like(JsonNode former, JsonNode fallback, String value) {
        boolean number = former.isNumber() || (former.isMissingNode() && fallback.isNumber());
        return number && INTEGER.matcher(value).matches()
                ? ReleaseJson.MAPPER.getNodeFactory().numberNode(Long.parseLong(value))
                : ReleaseJson.MAPPER.getNodeFactory().textNode(value);
    }

    private JsonNode enter(JsonNode place, Object part, Object next, JsonNode fallback) {
        JsonNode there = child(place, part);
        if (there.isContainerNode()) {
            return there;
        }
        if (!there.isMissingNode() && !there.isNull()) {
            throw invalid(text, "at '" + part + "' there is a value already", "Look at the release's values.");
        }
        JsonNode made = next instanceof Integer
                ? fallback.isArray() ? fallback.deepCopy() : ReleaseJson.MAPPER.createArrayNode()
                : ReleaseJson.MAPPER.createObjectNode();
        put(place, part, made);
        return made;
    }

    private void put(JsonNode place, Object part, JsonNode value) {
        if (place instanceof ObjectNode object && part instanceof String name) {
            object.set(name, value);
        } else if (place instanceof ArrayNode array && part instanceof Integer index && index < array.size()) {
            array.set(index, value);
        } else {
            throw invalid(text, "there is nothing at '" + part + "'", "Look at the release's values.");
        }
    }

    private static JsonNode child(@Nullable JsonNode tree, Object part) {
        JsonNode from = tree == null ? ReleaseJson.MAPPER.missingNode() : tree;
        return part instanceof Integer index ? from.path(index) : from.path((String) part);
    }

    private static DrException invalid(String text, String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "set the value '" + text + "'", problem, failure -> failure.hint(hint));
    }
}
