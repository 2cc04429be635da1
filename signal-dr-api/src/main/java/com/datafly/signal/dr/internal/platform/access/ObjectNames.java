package com.datafly.signal.dr.internal.platform.access;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Pattern;

/** The names that Kubernetes accepts for what manifests describe. */
public final class ObjectNames {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private ObjectNames() {}

    /**
     * Accepts a name.
     *
     * @param longest how many characters it may have; 63 at most
     * @throws DrException with {@code INVALID_ARGUMENT} if Kubernetes would not take it
     */
    public static String require(String what, String name, int longest) {
        if (name.length() > longest || !LABEL.matcher(name).matches()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "write a manifest",
                    "the " + what + " is '" + name + "'",
                    failure -> failure.hint("Use 1 to " + longest + " lower-case letters, digits and hyphens, with a"
                            + " letter or digit at both ends."));
        }
        return name;
    }
}
