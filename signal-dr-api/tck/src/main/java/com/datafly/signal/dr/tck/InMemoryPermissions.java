package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done at an {@link InMemoryPlatform}, and by whom. Guarded by its monitor. */
final class InMemoryPermissions {

    private final Set<Denial> denials = new HashSet<>();
    private @Nullable String token;

    /** A verb and a resource, each of which may stand for all. */
    private record Denial(String verb, String resource) {
        private boolean covers(AccessRequest request) {
            return meets(verb, request.verb()) && meets(resource, request.resource());
        }

        private static boolean meets(String rule, String asked) {
            return rule.equals(InMemoryPlatform.EVERYTHING) || rule.equals(asked);
        }
    }

    void token(@Nullable String only) {
        token = only;
    }

    void enter(String operation, @Nullable String given) {
        if (token != null && !token.equals(given)) {
            throw DrException.of(ErrorCode.UNAUTHENTICATED, operation, "the token is wrong, or has expired");
        }
    }

    void deny(String verb, String resource) {
        denials.add(new Denial(verb, resource));
    }

    void permit(String verb, String resource) {
        denials.remove(new Denial(verb, resource));
    }

    boolean allows(AccessRequest request) {
        return denials.stream().noneMatch(denial -> denial.covers(request));
    }

    AccessAnswer answer(AccessRequest request) {
        boolean allowed = allows(request);
        return new AccessAnswer(request, allowed, allowed ? "a rule allows it" : "no rule allows it");
    }

    /** Refuses what nobody may. */
    void require(AccessRequest request, String operation) {
        if (!allows(request)) {
            throw DrException.create(
                    ErrorCode.PERMISSION_DENIED,
                    operation,
                    "the credential in use may not " + request,
                    failure -> failure.detail("verb", request.verb())
                            .detail("resource", request.resource())
                            .hint("Allow it by a Role."));
        }
    }
}
