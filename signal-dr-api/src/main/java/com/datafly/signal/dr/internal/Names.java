package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.regex.Pattern;

/** The names that every provider accepts for a snapshot or a database, and other input of callers. */
public final class Names {

    private static final int LONGEST = 63;
    private static final int LONGEST_REASON = 200;
    private static final Pattern SHAPE = Pattern.compile("[a-z](?:-?[a-z0-9])*");

    private Names() {}

    /** Accepts what every provider accepts as the name of a snapshot or a database. */
    public static String require(String operation, String name) {
        if (name.length() > LONGEST || !SHAPE.matcher(name).matches()) {
            throw invalid(
                    operation,
                    "name is '" + name + "'",
                    "Use 1 to 63 lower-case letters, digits and single hyphens between them, a letter first.");
        }
        return name;
    }

    static String requireId(String operation, String id) {
        if (id.isBlank()) {
            throw invalid(operation, "the snapshot's id is blank", "Take the id from Snapshots.list().");
        }
        return id;
    }

    /** Accepts what every provider can keep in a tag. */
    static String requireReason(String operation, String reason) {
        return requireReason(operation, reason, LONGEST_REASON);
    }

    /** Accepts a line of at most {@code longest} characters that every provider can keep in a tag. */
    public static String requireReason(String operation, String reason, int longest) {
        if (reason.isBlank() || reason.length() > longest || reason.chars().anyMatch(Character::isISOControl)) {
            throw invalid(
                    operation,
                    "the reason has " + reason.length() + " characters",
                    "Give a reason of one line and at most " + longest + " characters.");
        }
        return reason;
    }

    /** Returns a name that is always the same for the same key. */
    static String derived(String beginning, OperationKey key) {
        String digest = OperationKey.derive("name", key.value(), 0, "").value();
        return beginning + "-" + digest.substring(digest.length() - 12);
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
