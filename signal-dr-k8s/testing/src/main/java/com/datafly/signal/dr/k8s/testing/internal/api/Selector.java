package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses objects by their labels. */
public final class Selector {

    private static final Pattern SET = Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\((.*)\\)\\s*");
    private static final Pattern EQUALITY = Pattern.compile("\\s*([^\\s=!]+)\\s*(==|=|!=)\\s*([^\\s=!]*)\\s*");
    private static final Pattern PRESENCE = Pattern.compile("\\s*(!?)\\s*([^\\s=!]+)\\s*");

    private final List<Requirement> requirements;

    private Selector(List<Requirement> requirements) {
        this.requirements = requirements;
    }

    /** Reads a selector as objects have it, with {@code matchLabels} and {@code matchExpressions}. */
    public static Selector of(JsonNode selector) {
        List<Requirement> requirements = new ArrayList<>();
        Json.texts(selector.path("matchLabels"))
                .forEach((key, value) -> requirements.add(new Requirement(key, "In", Set.of(value))));
        for (JsonNode expression : selector.path("matchExpressions")) {
            Set<String> values = new TreeSet<>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            requirements.add(new Requirement(Json.text(expression, "key"), Json.text(expression, "operator"), values));
        }
        return new Selector(requirements);
    }

    /**
     * Reads a selector as queries have it, as in {@code app=orders,tier in (a,b),!old}.
     *
     * @throws Refusal if it cannot be read
     */
    public static Selector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            requirements.add(requirement(part)
                    .orElseThrow(() -> Refusals.badRequest("unable to parse requirement: found '" + part.trim()
                            + "', expected: !, identifier, or ','")));
        }
        return new Selector(requirements);
    }

    /** Tells whether the selector chooses everything. */
    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    /** Tells whether an object with those labels is chosen. */
    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** Tells whether an object is chosen. */
    public boolean matches(JsonNode object) {
        return isEmpty() || matches(Json.texts(Json.at(object, "metadata", "labels")));
    }

    private static Optional<Requirement> requirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values = new TreeSet<>();
            Arrays.stream(set.group(3).split(",", -1)).map(String::trim).forEach(values::add);
            return Optional.of(new Requirement(set.group(1), set.group(2).equals("in") ? "In" : "NotIn", values));
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            String operator = equality.group(2).equals("!=") ? "NotIn" : "In";
            return Optional.of(new Requirement(equality.group(1), operator, Set.of(equality.group(3))));
        }
        Matcher presence = PRESENCE.matcher(part);
        return presence.matches()
                ? Optional.of(new Requirement(
                        presence.group(2), presence.group(1).isEmpty() ? "Exists" : "DoesNotExist", Set.of()))
                : Optional.empty();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (!text.isBlank()) {
            parts.add(text.substring(start));
        }
        return parts;
    }

    private record Requirement(String key, String operator, Set<String> values) {

        boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
        }
    }
}
