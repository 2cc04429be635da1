package com.datafly.signal.dr.kafka.internal.lint;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/** Guesses what a mistyped name was meant to be. */
final class Nearest {

    private static final Map<String, String> FORMER = Map.of(
            "topics.blacklist", "topics.exclude",
            "groups.blacklist", "groups.exclude",
            "config.properties.blacklist", "config.properties.exclude",
            "topics.whitelist", "topics",
            "groups.whitelist", "groups");

    private Nearest() {}

    /** Returns the name that differs least, if it differs in a third of its letters at most; else nothing. */
    static String to(String mistyped, Set<String> names) {
        String former = FORMER.get(mistyped);
        if (former != null) {
            return former;
        }
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(mistyped, name)))
                .filter(name -> distance(mistyped, name) * 3 <= mistyped.length())
                .orElse("");
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
