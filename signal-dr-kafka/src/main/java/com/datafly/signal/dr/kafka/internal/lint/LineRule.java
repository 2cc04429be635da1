package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import com.datafly.signal.dr.kafka.internal.config.PropertyLine;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Looks at what loading hides: single backslashes, keys that stand twice. */
final class LineRule implements Rule {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    /** After these a backslash is meant for the file, not for the expression. */
    private static final String FOR_THE_FILE = "\\\n =:#!";

    @Override
    public void check(LintInput input, Findings findings) {
        Set<String> seen = new HashSet<>();
        for (PropertyLine line : input.lines()) {
            if (line.key() != null && line.value() != null) {
                if (!seen.add(line.key())) {
                    findings.add(
                            line.key(),
                            Code.DUPLICATE_KEY,
                            "It stands twice, and the last value holds without a word.",
                            "Remove one of the two lines.");
                }
                backslash(line.key(), line.value(), line.text(), input, findings);
            }
        }
    }

    private static void backslash(String key, String loaded, String text, LintInput input, Findings findings) {
        if (!Expressions.isOne(key)) {
            return;
        }
        String meant = meant(text);
        if (meant == null) {
            return;
        }
        StringBuilder consequence =
                new StringBuilder("A backslash is an escape in this file: it loads as " + loaded + ".");
        String others = Expressions.sample(loaded, meant, input.topics());
        if (!others.isEmpty()) {
            consequence.append(" That also matches ").append(others).append('.');
        }
        findings.add(
                key,
                Code.SINGLE_BACKSLASH,
                consequence.toString(),
                "Write each backslash twice: " + twice(meant) + ".");
    }

    /** Returns the expression that was meant, if some backslash stands alone. */
    private static @Nullable String meant(String text) {
        String value = text.replaceFirst("(?s)^\\s*(?:\\\\.|[^\\\\=:\\s])+\\s*[=:]?\\s*", "");
        boolean single = false;
        StringBuilder meant = new StringBuilder();
        Matcher escape = ESCAPE.matcher(value);
        while (escape.find()) {
            boolean forTheFile = FOR_THE_FILE.contains(escape.group(1));
            single |= !forTheFile;
            escape.appendReplacement(
                    meant,
                    Matcher.quoteReplacement(
                            escape.group(1).equals("\\")
                                    ? "\\"
                                    : forTheFile ? escape.group(1).strip() : escape.group()));
        }
        escape.appendTail(meant);
        return single && compiles(meant.toString()) ? meant.toString() : null;
    }

    private static boolean compiles(String expression) {
        try {
            return Pattern.compile(expression).flags() >= 0;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static String twice(String expression) {
        return expression.replace("\\", "\\\\");
    }
}
