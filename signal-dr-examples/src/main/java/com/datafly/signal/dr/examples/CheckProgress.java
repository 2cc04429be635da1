package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.operation.Progress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how far a check is from what a verification says of it, as in {@code amcheck: 10 of 304 relations examined}.
 */
final class CheckProgress {

    private static final Pattern COUNTED = Pattern.compile("(.+?): (\\d+) of (\\d+) .*");

    private CheckProgress() {}

    static Progress read(String message) {
        Matcher matcher = COUNTED.matcher(message);
        return matcher.matches()
                ? Progress.of(
                        "verify: " + matcher.group(1),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        "of the check")
                : Progress.of("verify: " + message, 0, "of the check");
    }
}
