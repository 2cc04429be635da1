package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Helm, as {@code v3.21.0+g1234567}. */
record HelmVersion(int major, int minor, int patch) {

    /** From here on a release can be given labels, by which its operation is found again. */
    private static final int OLDEST_MINOR_OF_3 = 13;

    private static final Pattern VERSION = Pattern.compile("v(\\d{1,3})\\.(\\d{1,4})\\.(\\d{1,4})(?:[-+]\\S*)?");

    /**
     * Reads what {@code helm version --short} prints.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it is no version, or one that is not known to work
     */
    static HelmVersion of(String command, String printed) {
        Matcher matcher = VERSION.matcher(printed.strip());
        if (!matcher.matches()) {
            throw unusable(command, "it prints no version of Helm");
        }
        HelmVersion version = new HelmVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3));
        if (version.major < 3 || (version.major == 3 && version.minor < OLDEST_MINOR_OF_3)) {
            throw unusable(command, "it is " + version + ", which is too old");
        }
        if (version.major > 4) {
            throw unusable(command, "it is " + version + ", of which nothing is known yet");
        }
        return version;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static DrException unusable(String command, String problem) {
        return DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "use the program " + command,
                problem,
                failure -> failure.hint(
                        "Install Helm 3.13 or later, or Helm 4; the option releases-command may name" + " its path."));
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
