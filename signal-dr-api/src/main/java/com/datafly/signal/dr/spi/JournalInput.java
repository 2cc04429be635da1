package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Pattern;

/**
 * Checks of what is handed to a {@link JournalDriver}, the same for every driver.
 *
 * @since 0.1
 */
public final class JournalInput {

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,127}";
    private static final Pattern LOG = Pattern.compile(NAME);
    private static final Pattern REGISTER = Pattern.compile(NAME + "(?:/" + NAME + ")?");
    private static final String HINT = "Use 1 to 128 lower-case letters, digits and . _ - that begin with a letter or"
            + " digit; of a register, one or two such names with / between them.";

    private JournalInput() {}

    /**
     * Returns {@code log} if it may name a log.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} otherwise
     */
    public static String requireLog(String log) {
        return require(LOG, "log", log);
    }

    /**
     * Returns {@code register} if it may name a register.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} otherwise
     */
    public static String requireRegister(String register) {
        return require(REGISTER, "register", register);
    }

    /**
     * Does nothing if {@code block} is whole lines, without a NUL byte, and {@code sequence} a number of a line.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} otherwise
     */
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

    /**
     * Returns the refusal of an append at a place that is not the end of the log: {@code CONFLICT}, effect
     * {@code NONE}.
     *
     * @param sequence where the caller wanted to append
     * @param end the number that the log's next line gets
     */
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
