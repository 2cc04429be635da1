package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log sequence number: a byte position in PostgreSQL's write-ahead log, written {@code 16/B374D848}.
 *
 * @param value the position as an unsigned 64-bit number
 * @since 0.1
 */
public record Lsn(long value) implements Comparable<Lsn> {

    /** The position before all WAL, which PostgreSQL calls invalid. */
    public static final Lsn ZERO = new Lsn(0);

    private static final Pattern SHAPE = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    /**
     * Reads PostgreSQL's notation.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code text} is not of the form {@code 16/B374D848}
     */
    public static Lsn parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "read an LSN",
                    "text is '" + text + "'",
                    failure ->
                            failure.hint("Use two hexadecimal numbers with a slash between them, as in 16/B374D848."));
        }
        return new Lsn(Long.parseLong(matcher.group(1), 16) << 32 | Long.parseLong(matcher.group(2), 16));
    }

    /** Returns the position {@code bytes} further on. */
    public Lsn plus(long bytes) {
        return new Lsn(value + bytes);
    }

    /** Returns the number of bytes from {@code earlier} to this position; negative if it lies behind. */
    public long minus(Lsn earlier) {
        return value - earlier.value;
    }

    /** Tells whether this position lies before {@code other}. */
    public boolean isBefore(Lsn other) {
        return compareTo(other) < 0;
    }

    /** Tells whether this position lies after {@code other}. */
    public boolean isAfter(Lsn other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Returns PostgreSQL's notation. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xFFFF_FFFFL);
    }
}
