package com.datafly.signal.dr.store;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks of what callers hand to an {@link ObjectStore}, the same for every store.
 *
 * @since 0.1
 */
public final class ObjectKeys {

    private static final int LONGEST_KEY = 900;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._+=@-]{1,255}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._+=@/-]*");

    private ObjectKeys() {}

    /**
     * Returns {@code key} if it is of the shape that {@link ObjectStore} describes.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} and the offending segment otherwise
     */
    public static String requireKey(String key) {
        if (key.length() > LONGEST_KEY) {
            throw invalid("key has " + key.length() + " characters", "Use at most " + LONGEST_KEY + ".");
        }
        for (String segment : key.split("/", -1)) {
            if (!isSegment(segment)) {
                throw invalid(
                        "key '" + key + "' has the segment '" + segment + "'",
                        "Use segments of 1 to 255 letters, digits and . _ - + = @, other than . and .., with / between"
                                + " them.");
            }
        }
        return key;
    }

    /**
     * Checks the arguments of {@link ObjectStore#list(String, String, int)}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no key can begin with {@code prefix} or {@code limit} is
     *     less than one
     */
    public static void requireListing(String prefix, int limit) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw invalid("prefix is '" + prefix + "'", "Use letters, digits and . _ - + = @ / only.");
        }
        if (limit < 1) {
            throw invalid("limit is " + limit, "Use at least 1.");
        }
    }

    /**
     * Checks a range of an object.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code offset} or {@code length} is negative
     */
    public static void requireRange(String key, long offset, long length) {
        if (offset < 0 || length < 0) {
            throw invalid("range of " + key + " is " + offset + " + " + length, "Use zero or more for both.");
        }
    }

    /** Tells whether {@code name} is of the shape that {@link ObjectStore} describes. */
    public static boolean isKey(String name) {
        return name.length() <= LONGEST_KEY && Stream.of(name.split("/", -1)).allMatch(ObjectKeys::isSegment);
    }

    /** Tells whether {@code name} may stand between the slashes of a key. */
    static boolean isSegment(String name) {
        return SEGMENT.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "address an object", problem, failure -> failure.hint(hint));
    }
}
