package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.operation.OperationKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of a run, and those that are always the same for the same run and step. */
public final class RunNames {

    /** The tag that names the run. */
    static final String RUN_TAG = "signal-dr:run";

    /** The tag that says from when on a drill's thing may be removed. */
    static final String EXPIRES_TAG = "signal-dr:expires";

    private static final int LONGEST = 63;
    private static final int MARK = 8;
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private RunNames() {}

    /** Returns a name that no other run has, as in {@code database-failure-20250115-103000-5f3a9c}. */
    public static String next(String playbook, Instant now) {
        byte[] random = new byte[3];
        RANDOM.nextBytes(random);
        String end = "-" + SECOND.format(now) + "-" + HexFormat.of().formatHex(random);
        return cut(playbook, LONGEST - end.length()) + end;
    }

    /** Returns {@code base} and a part that only this run and step have, at most 63 characters long. */
    public static String resource(String runId, String stepId, String base) {
        String digest = OperationKey.derive(runId, stepId, 0, base).value();
        String end = "-" + digest.substring(digest.length() - MARK);
        return cut(base, LONGEST - end.length()) + end;
    }

    /** Returns what everything that a run makes is tagged with. */
    public static Map<String, String> tags(String runId, Optional<Instant> expiresAt) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(RUN_TAG, runId);
        expiresAt.ifPresent(instant -> tags.put(EXPIRES_TAG, instant.toString()));
        return Collections.unmodifiableMap(tags);
    }

    private static String cut(String text, int length) {
        String cut = text.length() <= length ? text : text.substring(0, length);
        return cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
    }
}
