package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Pattern;

/** Checks of what is handed to a journal driver, the same for every driver of this library. */
public final class JournalNames {

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,127}";
    private static final Pattern LOG = Pattern.compile(NAME);
    private static final Pattern REGISTER = Pattern.compile(NAME + "(?:/" + NAME + ")?");
    private static final Pattern RUN = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final String HINT = "Use 1 to 128 lower-case letters, digits and . _ - that begin with a letter or"
            + " digit; of a register, one or two such names with / between them.";

    private JournalNames() {}

    /** Tells whether {@code name} may be the id of a run. */
    static boolean isRun(String name) {
        return RUN.matcher(name).matches();
    }

    /** Returns {@code id} if it may be the id of a run. */
    static String requireRun(String id) {
        if (!isRun(id)) {
            throw invalid(
                    "name a run",
                    "id is '" + id + "'",
                    "Use 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.");
        }
        return id;
    }

    /** Returns {@code log} if it may name a log. */
    public static String requireLog(String log) {
        return require(LOG, "log", log);
    }

    /** Returns {@code register} if it may name a register. */
    public static String requireRegister(String register) {
        return require(REGISTER, "register", register);
    }

    /** Checks that {@code block} is whole lines and {@code sequence} a number of one. */
    public static void requireBlock(String log, long sequence, byte[] block) {
        if (sequence < 1) {
            throw invalid("append to the log " + log, "sequence is " + sequence, "Lines are numbered from 1.");
        }
        if (block.length == 0 || block[block.length - 1] != '\n') {
            throw invalid(
                    "append to the log " + log, "the block does not end with a line", "End each line by a line feed.");
        }
        for (byte octet : block) {
            if (octet == 0) {
                throw invalid("append to the log " + log, "the block holds a NUL byte", "Append text.");
            }
        }
    }

    /** Returns how many lines {@code block} has. */
    public static int lines(byte[] block) {
        int lines = 0;
        for (byte octet : block) {
            if (octet == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** Refuses an append at a place that is not the end. */
    public static DrException notTheEnd(String log, long sequence, long end) {
        return DrException.create(
                ErrorCode.CONFLICT,
                "append to the log " + log,
                "line " + sequence + " is not next: the log ends before line " + end,
                failure -> failure.hint("Somebody else appends to this log. Read on before appending again."));
    }

    private static String require(Pattern shape, String kind, String name) {
        if (!shape.matcher(name).matches()) {
            throw invalid("name a " + kind, "name is '" + name + "'", HINT);
        }
        return name;
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
