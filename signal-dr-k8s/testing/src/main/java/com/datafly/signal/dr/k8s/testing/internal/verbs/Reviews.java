package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Right;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.api.User;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tells callers what they may do; agrees with what is refused. */
final class Reviews {

    private Reviews() {}

    static Answer review(Target target, Request request, User user) {
        ObjectNode review = Bodies.object(request).deepCopy();
        review.put("kind", target.type().kind()).put("apiVersion", target.type().apiVersion());
        Json.child(review, "metadata");
        if (target.type().kind().equals("SelfSubjectAccessReview")) {
            access(review, user);
        } else {
            rules(review, user);
        }
        return Answers.created(review);
    }

    private static void access(ObjectNode review, User user) {
        JsonNode wanted = Json.at(review, "spec", "resourceAttributes");
        String below = Json.text(wanted, "subresource");
        String resource = Json.text(wanted, "resource");
        Right.Action action = new Right.Action(
                Json.text(wanted, "verb"),
                Json.text(wanted, "group"),
                below.isEmpty() ? resource : resource + "/" + below,
                Json.text(wanted, "namespace"),
                Json.text(wanted, "name"));
        boolean allowed = wanted.isMissingNode() ? user.rights().contains(Right.EVERYTHING) : user.may(action);
        ObjectNode status = review.putObject("status").put("allowed", allowed);
        if (allowed) {
            status.put("reason", "RBAC: allowed by a binding of User \"" + user.name() + "\"");
        }
    }

    private static void rules(ObjectNode review, User user) {
        String namespace = Json.text(review, "spec", "namespace");
        ObjectNode status = review.putObject("status").put("incomplete", false);
        status.putArray("nonResourceRules");
        Json.list(status, "resourceRules");
        for (Right right : user.rights()) {
            if (right.namespace().isEmpty() || right.namespace().equals(namespace)) {
                Json.list(status, "resourceRules").add(right.write());
            }
        }
    }
}
