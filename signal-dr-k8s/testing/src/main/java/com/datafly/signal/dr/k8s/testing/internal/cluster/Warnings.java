package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Events of type Warning: one for each object and reason, which counts how often it came. */
final class Warnings {

    private Warnings() {}

    static void write(World world, ObjectNode about, Warning warning) {
        String namespace = World.namespace(about).isEmpty() ? "default" : World.namespace(about);
        Optional<ObjectNode> same = world.list("events", namespace).stream()
                .filter(event -> Json.text(event, "involvedObject", "uid").equals(World.uid(about)))
                .filter(event -> Json.text(event, "reason").equals(warning.reason()))
                .findFirst();
        String now = world.now().toString();
        if (same.isPresent()) {
            world.change(
                    same.get(),
                    warning.component(),
                    event -> event.put("message", warning.message())
                            .put("lastTimestamp", now)
                            .put("count", event.path("count").asInt() + 1));
            return;
        }
        ObjectNode event = Json.object().put("reason", warning.reason());
        event.putObject("metadata")
                .put("name", World.name(about) + "." + world.suffix() + world.suffix())
                .put("namespace", namespace);
        event.putObject("involvedObject")
                .put("kind", Json.text(about, "kind"))
                .put("apiVersion", Json.text(about, "apiVersion"))
                .put("namespace", World.namespace(about))
                .put("name", World.name(about))
                .put("uid", World.uid(about));
        event.put("message", warning.message()).put("type", "Warning").put("count", 1);
        event.put("firstTimestamp", now).put("lastTimestamp", now);
        event.putObject("source").put("component", warning.component());
        event.put("reportingComponent", warning.component());
        world.create("events", event);
    }

    record Warning(String component, String reason, String message) {}
}
