package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.FieldSelector;
import com.datafly.signal.dr.k8s.testing.internal.api.Selector;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.fasterxml.jackson.databind.JsonNode;

/** Which objects of a collection a request is about. */
record Choice(Selector labels, FieldSelector fields) {

    static Choice of(Target target, Request request) {
        String fields = request.parameter("fieldSelector").orElse("");
        String named = target.named() ? "metadata.name=" + target.name() : "";
        String all = fields.isEmpty() || named.isEmpty() ? fields + named : fields + "," + named;
        return new Choice(
                Selector.parse(request.parameter("labelSelector").orElse("")), FieldSelector.parse(target.type(), all));
    }

    boolean matches(JsonNode object) {
        return labels.matches(object) && fields.matches(object);
    }

    boolean isEverything() {
        return labels.isEmpty() && fields.isEmpty();
    }
}
