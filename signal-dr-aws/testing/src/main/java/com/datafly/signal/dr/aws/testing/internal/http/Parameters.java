package com.datafly.signal.dr.aws.testing.internal.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a request of the query protocol, with the names that the service model gives them.
 *
 * <p>Lists are sent as {@code Name.Member.1}; the name of the member is the model's, {@code member} where it has none.
 * Both are understood, so is the member's name left out.
 */
public final class Parameters {

    private final Map<String, String> flat;

    /** Creates parameters of what the form holds. */
    public Parameters(Map<String, String> flat) {
        this.flat = flat;
    }

    /** Returns everything that was sent. */
    public Map<String, String> flat() {
        return flat;
    }

    /** Tells whether a value was sent. */
    public boolean has(String name) {
        return flat.containsKey(name);
    }

    /** Returns a text, if it was sent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(flat.get(name));
    }

    /** Returns a text that must be sent. */
    public String required(String name) {
        return text(name).filter(value -> !value.isEmpty()).orElseThrow(() -> missing(name));
    }

    /** Returns a whole number, if it was sent. */
    public Optional<Integer> integer(String name) {
        return text(name).map(value -> {
            try {
                return Integer.valueOf(value);
            } catch (NumberFormatException e) {
                throw Refusal.of("MalformedInput", "Invalid value " + value + " for " + name + ": not an integer");
            }
        });
    }

    /** Returns yes or no, if it was sent. */
    public Optional<Boolean> flag(String name) {
        return text(name).map(value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Refusal.of("MalformedInput", "Invalid value " + value + " for " + name + ": not a boolean");
        });
    }

    /** Returns whether it was sent as yes. */
    public boolean is(String name) {
        return flag(name).orElse(false);
    }

    /** Returns a time, if it was sent. */
    public Optional<Instant> time(String name) {
        return text(name).map(value -> {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException e) {
                throw Refusal.of(
                        "MalformedInput", "timestamp must follow ISO8601: " + value + " for " + name + " does not");
            }
        });
    }

    /** Returns a list of texts, empty if none was sent. */
    public List<String> list(String name) {
        List<String> out = new ArrayList<>();
        for (Parameters item : items(name)) {
            item.text("").ifPresent(out::add);
        }
        return out;
    }

    /** Returns the members of a list of structures, in order. */
    public List<Parameters> items(String name) {
        Map<Integer, Map<String, String>> byNumber = new TreeMap<>();
        flat.forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                String[] rest = key.substring(name.length() + 1).split("\\.", -1);
                int at = rest[0].matches("\\d+") ? 0 : 1;
                if (rest.length > at && rest[at].matches("\\d+")) {
                    String field = String.join(".", List.of(rest).subList(at + 1, rest.length));
                    byNumber.computeIfAbsent(Integer.valueOf(rest[at]), number -> new LinkedHashMap<>())
                            .put(field, value);
                }
            }
        });
        return byNumber.values().stream().map(Parameters::new).toList();
    }

    /** Returns the members of a structure. */
    public Parameters structure(String name) {
        Map<String, String> out = new LinkedHashMap<>();
        flat.forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                out.put(key.substring(name.length() + 1), value);
            }
        });
        return new Parameters(out);
    }

    /** Returns tags by key, in order. */
    public Map<String, String> tags(String name) {
        Map<String, String> out = new LinkedHashMap<>();
        for (Parameters tag : items(name)) {
            out.put(tag.required("Key"), tag.text("Value").orElse(""));
        }
        return out;
    }

    private static Refusal missing(String name) {
        return Refusal.of("MissingParameter", "The request must contain the parameter " + name + ".");
    }
}
