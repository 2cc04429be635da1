package com.datafly.signal.dr.aws.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What RDS's documentation asks of requests in words, as facts of our own: what is required, and the bounds of values.
 * Which structure a fact speaks of is told by its members' names.
 */
final class RequestFacts {

    private static final Pattern LINE = Pattern.compile("(\\w+) (requires|is one of|is|matches) (.+)");
    private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");

    private final Map<String, Set<String>> required = new LinkedHashMap<>();
    private final Map<String, Limits> limits = new LinkedHashMap<>();

    private RequestFacts(List<String> lines) {
        lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::read);
    }

    /** Reads the facts. */
    static RequestFacts load() {
        try (InputStream facts = RequestFacts.class.getResourceAsStream("rds-facts.txt")) {
            if (facts == null) {
                throw new IllegalStateException("rds-facts.txt is not on the class path");
            }
            return new RequestFacts(
                    new String(facts.readAllBytes(), UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns no facts. */
    static RequestFacts none() {
        return new RequestFacts(List.of());
    }

    /** Returns the actions and structures that there is something required in. */
    Set<String> names() {
        return required.keySet();
    }

    /** Returns what has to be there in an action's request, or in an item of a list. */
    Set<String> required(String name) {
        return required.getOrDefault(name, Set.of());
    }

    /** Returns what is wrong with the value of a member, if anything is. */
    Optional<String> complaint(String member, String value) {
        return limits.getOrDefault(member, Limits.NONE).complaint(value);
    }

    private void read(String line) {
        Matcher fact = LINE.matcher(line);
        if (!fact.matches()) {
            throw new IllegalStateException("'" + line + "' is no fact");
        }
        String text = fact.group(3);
        switch (fact.group(2)) {
            case "requires" -> required.put(fact.group(1), Set.of(text.split(" ", -1)));
            case "is one of" -> limits.put(fact.group(1), Limits.words(Set.of(text.split(" ", -1))));
            case "matches" -> limits.put(fact.group(1), Limits.pattern(text));
            default -> limits.put(fact.group(1), range(text));
        }
    }

    private static Limits range(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalStateException("'" + text + "' is no range");
        }
        return Limits.range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
    }
}
