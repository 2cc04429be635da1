package com.datafly.signal.dr.internal.program;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a person would type instead. */
final class TerraformByHand {

    private TerraformByHand() {}

    static List<String> plan(TerraformInput input) {
        List<String> words = new ArrayList<>(input.command());
        words.addAll(List.of("plan", "-out=signal-dr.plan"));
        input.variableFiles().forEach(file -> words.add("-var-file=" + file));
        new TreeMap<>(input.variables()).forEach((name, value) -> words.add("-var=" + name + "=" + value));
        List<String> lines = new ArrayList<>(Words.byHand(input.place(), words));
        new TreeMap<>(input.secretVariables())
                .forEach((name, secret) ->
                        lines.add(lines.size() - 1, "# set TF_VAR_" + name + " to the secret '" + secret + "'"));
        lines.add(lines.size() - 1, Words.quoted(with(input, "init", "-input=false")));
        return lines;
    }

    static List<String> apply(TerraformInput input) {
        return List.of(
                Words.quoted(List.of("cd", input.place().directory())),
                Words.quoted(with(input, "apply", "signal-dr.plan")),
                Words.quoted(with(input, "output", "-json")));
    }

    private static List<String> with(TerraformInput input, String... arguments) {
        List<String> words = new ArrayList<>(input.command());
        words.addAll(List.of(arguments));
        return words;
    }
}
