package com.datafly.signal.dr.kafka.internal.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The expressions by which MirrorMaker chooses topics, groups and settings. */
final class Expressions {

    private static final List<String> KEYS =
            List.of("topics", "topics.exclude", "groups", "groups.exclude", "config.properties.exclude");
    private static final int SAMPLE = 5;

    private Expressions() {}

    /** Tells whether a key holds expressions. */
    static boolean isOne(String key) {
        return KEYS.stream().anyMatch(name -> key.equals(name) || (key.contains("->") && key.endsWith("." + name)));
    }

    /** Splits a list at its commas, as MirrorMaker does. */
    static List<String> items(String list) {
        return Arrays.stream(list.strip().split("\\s*,\\s*", -1))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** Makes one pattern of a list, as MirrorMaker does. */
    static Pattern pattern(String list) {
        return Pattern.compile(
                items(list).stream().map(item -> "(" + item + ")").collect(Collectors.joining("|")));
    }

    /** Names what {@code loaded} matches and {@code meant} does not: of the topics that are known, else made up. */
    static String sample(String loaded, String meant, Set<String> known) {
        Pattern wide = pattern(loaded);
        Pattern narrow = pattern(meant);
        Set<String> found = new TreeSet<>();
        Stream<String> candidates = known.isEmpty() ? madeUp(meant) : known.stream();
        candidates
                .filter(name ->
                        wide.matcher(name).matches() && !narrow.matcher(name).matches())
                .sorted()
                .limit(SAMPLE)
                .forEach(found::add);
        return String.join(", ", found);
    }

    private static Stream<String> madeUp(String meant) {
        return items(meant).stream()
                .flatMap(item -> Stream.of("X", "_")
                        .map(letter -> item.replace("\\.", letter)
                                .replace(".*", "archive")
                                .replace(".+", "archive")));
    }
}
