package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import java.util.List;

/**
 * How something is written.
 *
 * @param manager who owns what is written
 * @param dryRun nothing is kept
 * @param force an application takes what others own
 * @param strict fields that the kind does not have are refused; otherwise they are left out
 */
public record WriteOptions(String manager, boolean dryRun, boolean force, boolean strict) {

    private static final int LONGEST_MANAGER = 128;

    /**
     * Reads the options of a request; who does not name a manager is known by its user agent.
     *
     * @throws Refusal if an option is not known
     */
    public static WriteOptions of(Request request) {
        String agent = request.header("user-agent").orElse("unknown").split("/", 2)[0];
        String manager = request.parameter("fieldManager").orElse(agent);
        if (manager.length() > LONGEST_MANAGER) {
            throw Refusals.unprocessable("fieldManager: Invalid value: too long");
        }
        boolean dryRun = dryRun(request.parameters().getOrDefault("dryRun", List.of()));
        boolean strict =
                request.parameter("fieldValidation").filter("Strict"::equals).isPresent();
        return new WriteOptions(manager, dryRun, request.flag("force"), strict);
    }

    /** Returns what a part of the cluster itself writes with. */
    public static WriteOptions by(String manager) {
        return new WriteOptions(manager, false, true, false);
    }

    /** Returns the same options, keeping nothing if {@code more} says so. */
    WriteOptions orDryRun(boolean more) {
        return new WriteOptions(manager, dryRun || more, force, strict);
    }

    /** Reads the option of that name, whose one value is {@code All}. */
    static boolean dryRun(List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw Refusals.unprocessable("dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
            }
        }
        return !values.isEmpty();
    }
}
