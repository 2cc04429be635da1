package com.datafly.signal.dr.internal.platform.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words that the YAML 1.1 of Helm takes for numbers and truth values, as {@code 0400} and {@code yes}, and YAML 1.2 for
 * text. What the platform made of one tells which was meant.
 */
final class OldScalar {

    private static final Pattern OCTAL = Pattern.compile("0[0-7_]{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9][0-9_]{0,15}");
    private static final Set<String> TRUE = Set.of("y", "yes", "on", "true");
    private static final Set<String> FALSE = Set.of("n", "no", "off", "false");

    private OldScalar() {}

    /** Tells whether a text that is wanted is, in YAML 1.1, what is there. */
    static boolean same(String wanted, JsonNode live) {
        if (live.isBoolean()) {
            return (live.booleanValue() ? TRUE : FALSE).contains(wanted.toLowerCase(Locale.ROOT));
        }
        if (live.isIntegralNumber()) {
            return isNumber(wanted, live.longValue());
        }
        return live.isMissingNode() && (wanted.equals("~") || FALSE.contains(wanted.toLowerCase(Locale.ROOT)));
    }

    private static boolean isNumber(String wanted, long live) {
        String digits = wanted.replace("_", "");
        if (OCTAL.matcher(wanted).matches()) {
            return Long.parseLong(digits, 8) == live;
        }
        return DECIMAL.matcher(wanted).matches() && Long.parseLong(digits) == live;
    }
}
