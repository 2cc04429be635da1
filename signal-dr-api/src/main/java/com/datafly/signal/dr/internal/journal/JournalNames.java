package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Pattern;

/** Tells the ids of runs from the names of other logs. */
final class JournalNames {

    private static final Pattern RUN = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private JournalNames() {}

    /** Tells whether {@code name} may be the id of a run. */
    static boolean isRun(String name) {
        return RUN.matcher(name).matches();
    }

    /** Returns {@code id} if it may be the id of a run. */
    static String requireRun(String id) {
        if (!isRun(id)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "name a run",
                    "id is '" + id + "'",
                    failure -> failure.hint(
                            "Use 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both"
                                    + " ends."));
        }
        return id;
    }
}
