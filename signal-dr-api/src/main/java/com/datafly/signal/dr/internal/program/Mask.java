package com.datafly.signal.dr.internal.program;

import com.datafly.signal.dr.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Replaces by asterisks what a program was told in confidence, line by line: of a secret of several lines, each. The
 * run masks the host's other secrets, and other forms of them.
 */
final class Mask implements UnaryOperator<String> {

    private static final String ASTERISKS = "********";

    /** A shorter line of a secret of several, as a brace is, says nothing and stands everywhere. */
    private static final int SHORTEST_LINE = 6;

    private final List<Secret> secrets;

    Mask(Collection<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** The longest first, for it may begin with, or hold, another. */
    @Override
    public String apply(String text) {
        List<String> parts = secrets.stream()
                .flatMap(secret -> secret.use(Mask::parts).stream())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        String masked = text;
        for (String part : parts) {
            masked = masked.replace(part, ASTERISKS);
        }
        return masked;
    }

    private static List<String> parts(char[] characters) {
        String value = new String(characters);
        List<String> parts = new ArrayList<>();
        if (!value.isEmpty()) {
            parts.add(value);
        }
        if (value.contains("\n")) {
            value.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE)
                    .forEach(parts::add);
        }
        return parts;
    }
}
