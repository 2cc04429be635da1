package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.k8s.internal.driver.Patch;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Helm's messages mean: it has no codes. The first that is found counts. */
public final class HelmErrors {

    private static final String LOOK =
            "Look at helm history; what was applied halfway is mended by the next upgrade or" + " rollback.";

    private static final List<Meaning> MEANINGS = List.of(
            before(
                    ErrorCode.FAILED_PRECONDITION,
                    "another operation \\(install/upgrade/rollback\\) is in progress",
                    "Wait for its end. If its runner has died, call Releases.unlock."),
            before(
                    ErrorCode.ALREADY_EXISTS,
                    "cannot re-?use a name that is still in use",
                    "Upgrade the release, or uninstall it first."),
            before(
                    ErrorCode.UNAUTHENTICATED,
                    "Kubernetes cluster unreachable: (?:the server has asked for the client to provide credentials|.*"
                            + "(?:Unauthorized|certificate has expired|getting credentials))",
                    "Renew the credential of the kubeconfig."),
            before(ErrorCode.UNAVAILABLE, "Kubernetes cluster unreachable", "Check the cluster and the way to it."),
            before(
                    ErrorCode.QUOTA,
                    "sh\\.helm\\.release\\.v1.*(?:Too long|may not be more than|too large)|(?:Too long|too large).*"
                            + "sh\\.helm\\.release\\.v1",
                    "A release may have 1 MiB: leave files out of the chart by .helmignore."),
            before(
                    ErrorCode.NOT_FOUND,
                    "release: not found|has no deployed releases|: release not found|release has no \\d+ version",
                    "Releases.list() has those that are there; install it."),
            before(
                    ErrorCode.FAILED_PRECONDITION,
                    "found in Chart.yaml, but missing in charts/ directory",
                    "Give the chart's archive with the charts within it, or run helm dependency build."),
            before(
                    ErrorCode.NOT_FOUND,
                    "path \".*\" not found|chart \".*\" (?:matching|version) .*not found|failed to download|repo .* not"
                            + " found|no chart version found|not a valid chart repository|FetchReference|failed to do"
                            + " request: Head|Chart.yaml file is missing|chart metadata is missing|not appear to be a"
                            + " gzipped archive",
                    "Check where the chart is, and its version."),
            before(
                    ErrorCode.INVALID_ARGUMENT,
                    "values don't meet the specifications of the schema",
                    "Correct the values; the chart says what it takes in values.schema.json."),
            before(
                    ErrorCode.INVALID_ARGUMENT,
                    "failed to parse|error converting YAML|execution error at|parse error at|YAML parse error|error"
                            + " calling",
                    "Render the chart by helm template with the same values."),
            before(
                    ErrorCode.CONFLICT,
                    "invalid ownership metadata",
                    "An object of that name is there and is not this release's: move it away, or let Helm take it over."),
            during(
                    ErrorCode.CONFLICT,
                    "conflicts? with \"" + Patch.MANAGER + "\"",
                    "A switch of ours gave it another value: lead the release's values there, too. If the release is"
                            + " right, type helm upgrade --force-conflicts, once."),
            during(
                    ErrorCode.CONFLICT,
                    "conflict occurred while applying object|Apply failed with \\d+ conflict",
                    "Somebody else owns a field: give the chart the value that is there, or let the other let go."),
            during(
                    ErrorCode.CONFLICT,
                    "the object has been modified|\"sh\\.helm\\.release\\.v1[^\"]*\" already exists",
                    "Somebody else changes the release now: look, and decide anew."),
            during(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "timed out waiting|context deadline exceeded|would exceed context deadline",
                    LOOK),
            during(ErrorCode.PERMISSION_DENIED, "is forbidden", "Grant it: helm needs it for what the chart makes."),
            during(
                    ErrorCode.FAILED_PRECONDITION,
                    "(?:pre|post)-(?:install|upgrade|rollback|delete) hooks? failed",
                    LOOK),
            during(ErrorCode.INVALID_ARGUMENT, "is invalid:|no matches for kind|strict decoding error", LOOK),
            during(
                    ErrorCode.UNAVAILABLE,
                    "connection refused|no such host|i/o timeout|connection reset|unexpected EOF|TLS handshake",
                    LOOK));

    /** What Helm says where it writes objects already: what the server objects to may sound like a chart's mistake. */
    private static final Pattern BEGUN = compiled(
            "cannot patch |server-side apply failed|hooks? failed|failed to create resource|failed to replace object");

    private static final Pattern DENIED =
            Pattern.compile("cannot (\\w+) resource \"([^\"]+)\"(?: in API group \"([^\"]*)\")?");

    private static final Pattern OWNER = Pattern.compile("conflicts? with \"([^\"]+)\"");

    private HelmErrors() {}

    /** Tells whether all that was in the way is a field that we wrote ourselves. */
    static boolean isConflictWithOurselves(DrException failure) {
        List<String> owners = OWNER.matcher(failure.problem())
                .results()
                .map(found -> found.group(1))
                .toList();
        return failure.code() == ErrorCode.CONFLICT
                && !owners.isEmpty()
                && owners.stream().allMatch(Patch.MANAGER::equals);
    }

    /**
     * What a message means.
     *
     * @param effect {@code NONE} for what Helm refuses before it writes anything
     */
    private record Meaning(ErrorCode code, Effect effect, Pattern pattern, String hint) {

        Meaning whileItWorked() {
            return new Meaning(code, Effect.UNKNOWN, pattern, hint);
        }
    }

    private static Meaning before(ErrorCode code, String pattern, String hint) {
        return new Meaning(code, Effect.NONE, compiled(pattern), hint);
    }

    private static Meaning during(ErrorCode code, String pattern, String hint) {
        return new Meaning(code, Effect.UNKNOWN, compiled(pattern), hint);
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL);
    }

    /** Makes an exception of what Helm printed. */
    public static DrException of(HelmTarget target, String operation, String printed, ValueMask mask) {
        String text = printed.strip();
        boolean begun = BEGUN.matcher(text).find();
        for (Meaning meaning : MEANINGS) {
            if (meaning.pattern.matcher(text).find()) {
                Meaning meant = begun ? meaning.whileItWorked() : meaning;
                return failure(target, operation, meant, problem(meaning.code, text, mask));
            }
        }
        return failure(
                target,
                operation,
                new Meaning(ErrorCode.UNKNOWN, Effect.UNKNOWN, DENIED, LOOK),
                text.isEmpty() ? "helm failed and says nothing" : mask.apply(text));
    }

    private static String problem(ErrorCode code, String text, ValueMask mask) {
        Matcher denied = DENIED.matcher(text);
        if (code == ErrorCode.PERMISSION_DENIED && denied.find()) {
            String group = denied.group(3) == null || denied.group(3).isEmpty() ? "" : "." + denied.group(3);
            return "helm lacks the permission to " + denied.group(1) + " " + denied.group(2) + group;
        }
        return mask.apply(text.replaceFirst("^Error: ", ""));
    }

    private static DrException failure(HelmTarget target, String operation, Meaning meaning, String problem) {
        return DrException.create(
                meaning.code,
                operation,
                problem,
                failure -> failure.effect(meaning.effect)
                        .resource(target.address().toString())
                        .hint(meaning.hint));
    }
}
