package com.datafly.signal.dr.k8s.testing.internal.api;

import com.datafly.signal.dr.k8s.testing.internal.http.Request;

/** The verbs that permissions and logs name. */
public final class Verbs {

    private Verbs() {}

    /**
     * Returns what a request does.
     *
     * @throws Refusal if the target cannot be asked that way
     */
    public static String of(Request request, Target target) {
        boolean named = target.named();
        return switch (request.method()) {
            case "GET", "HEAD" -> request.flag("watch") ? "watch" : named ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> named ? "update" : refused();
            case "PATCH" -> named ? "patch" : refused();
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> refused();
        };
    }

    private static String refused() {
        throw Refusals.methodNotAllowed();
    }
}
