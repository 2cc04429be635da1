package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.platform.access.Rules;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the credential in use may do of what was asked for, as the platform says now. Immutable.
 *
 * @since 0.1
 */
public final class AccessReport {

    private final String platform;
    private final List<AccessRequest> asked;
    private final Map<AccessRequest, AccessAnswer> answers;

    private AccessReport(String platform, List<AccessRequest> asked, Map<AccessRequest, AccessAnswer> answers) {
        this.platform = platform;
        this.asked = asked;
        this.answers = answers;
    }

    /** Takes the answers to everything that was asked for; what was not answered counts as denied. */
    public static AccessReport of(String platform, Collection<AccessRequest> asked, List<AccessAnswer> answers) {
        Map<AccessRequest, AccessAnswer> byRequest = new LinkedHashMap<>();
        answers.forEach(answer -> byRequest.put(answer.request(), answer));
        return new AccessReport(platform, List.copyOf(asked), Collections.unmodifiableMap(byRequest));
    }

    /** Returns the answers. */
    public List<AccessAnswer> answers() {
        return List.copyOf(answers.values());
    }

    /** Tells whether an action may be done wholly. */
    public boolean allows(PlatformAction action) {
        return missing(action).isEmpty();
    }

    /** Returns what of an action is not allowed. */
    public List<AccessRequest> missing(PlatformAction action) {
        return action.requests().stream().filter(request -> !isAllowed(request)).toList();
    }

    /** Returns everything that was asked for and is not allowed, each once. */
    public List<AccessRequest> missing() {
        return asked.stream().filter(request -> !isAllowed(request)).distinct().toList();
    }

    /** Returns why something is not allowed, as far as the platform says. */
    public String reason(AccessRequest request) {
        AccessAnswer answer = answers.get(request);
        return answer == null ? "the platform did not answer" : answer.reason();
    }

    /**
     * Refuses to go on where something is not allowed.
     *
     * @throws DrException with {@code PERMISSION_DENIED} and effect {@code NONE}, naming all that is missing
     */
    public void require() {
        List<AccessRequest> missing = missing();
        if (!missing.isEmpty()) {
            throw DrException.create(
                    ErrorCode.PERMISSION_DENIED,
                    "look what may be done at " + platform,
                    "the credential in use may not " + list(missing),
                    failure -> failure.resource(platform)
                            .hint("Add to its Role: " + String.join(" ", Rules.inline(missing))));
        }
    }

    @Override
    public String toString() {
        List<AccessRequest> missing = missing();
        return missing.isEmpty() ? "everything is allowed" : "not allowed: " + list(missing);
    }

    private boolean isAllowed(AccessRequest request) {
        AccessAnswer answer = answers.get(request);
        return answer != null && answer.allowed();
    }

    private static String list(List<AccessRequest> requests) {
        return requests.stream().map(AccessRequest::toString).collect(Collectors.joining(", "));
    }
}
