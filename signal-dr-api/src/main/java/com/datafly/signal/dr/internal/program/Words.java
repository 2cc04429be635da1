package com.datafly.signal.dr.internal.program;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An argument list as people read and type it. Nothing is ever run from this text. */
final class Words {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Words() {}

    /** Returns the words as a shell would take them. */
    static String quoted(List<String> words) {
        return words.stream().map(Words::quoted).collect(Collectors.joining(" "));
    }

    /** Returns what a person would type. */
    static List<String> byHand(ProgramPlace surroundings, List<String> command) {
        List<String> lines = new ArrayList<>();
        lines.add("cd " + quoted(surroundings.directory()));
        new TreeMap<>(surroundings.variables())
                .forEach((variable, value) -> lines.add("export " + variable + "=" + quoted(value)));
        new TreeMap<>(surroundings.secrets())
                .forEach((variable, name) -> lines.add("# set " + variable + " to the secret '" + name + "'"));
        new TreeMap<>(surroundings.secretFiles())
                .forEach((variable, name) ->
                        lines.add("# set " + variable + " to a private file with the secret '" + name + "'"));
        lines.add(quoted(command));
        return lines;
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
