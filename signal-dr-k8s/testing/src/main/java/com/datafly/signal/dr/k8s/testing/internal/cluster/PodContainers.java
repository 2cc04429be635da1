package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Finds the container of a pod that a request means. */
final class PodContainers {

    private static final String USUAL = "kubectl.kubernetes.io/default-container";

    private PodContainers() {}

    /**
     * Returns the container as the pod specifies it.
     *
     * @throws Refusal if there are several and none is named, or there is none of that name
     */
    static JsonNode chosen(JsonNode pod, Request request) {
        List<JsonNode> all = new ArrayList<>(Json.items(Json.at(pod, "spec", "containers")));
        all.addAll(Json.items(Json.at(pod, "spec", "initContainers")));
        String usual = Json.text(pod, "metadata", "annotations", USUAL);
        String wanted = request.parameter("container").orElse(usual);
        if (wanted.isEmpty() && all.size() == 1) {
            return all.get(0);
        }
        if (wanted.isEmpty()) {
            List<String> names =
                    all.stream().map(container -> Json.text(container, "name")).toList();
            throw Refusals.badRequest("a container name must be specified for pod " + World.name(pod)
                    + ", choose one of: [" + String.join(" ", names) + "]");
        }
        return all.stream()
                .filter(container -> Json.text(container, "name").equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> Refusals.badRequest("container " + wanted + " is not valid for pod " + World.name(pod)));
    }

    /** Refuses what the kubelet of a dead node would have to answer. */
    static void requireKubelet(Nodes nodes, JsonNode pod, String what) {
        String node = Json.text(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            throw Refusals.badRequest("pod " + World.name(pod) + " does not have a host assigned");
        }
        if (nodes.isDead(node)) {
            throw Refusal.of(
                    500,
                    "",
                    "Get \"https://10.0.0.1:10250/" + what + "/" + World.namespace(pod) + "/" + World.name(pod)
                            + "\": dial tcp 10.0.0.1:10250: connect: no route to host");
        }
    }
}
