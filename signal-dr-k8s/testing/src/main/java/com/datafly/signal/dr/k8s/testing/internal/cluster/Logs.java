package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.cluster.RunningContainers.LogLine;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads logs. Following one ends where it ends at the moment. */
final class Logs {

    private final World world;

    Logs(World world) {
        this.world = world;
    }

    Answer read(JsonNode pod, JsonNode container, Request request) {
        String name = Json.text(container, "name");
        boolean previous = request.flag("previous");
        requireStarted(pod, name, previous);
        Optional<Instant> since = since(request);
        List<LogLine> lines = world.running().log(pod, name, previous).stream()
                .filter(line -> since.isEmpty() || !line.time().isBefore(since.get()))
                .toList();
        int tail = request.parameter("tailLines").map(Integer::parseInt).orElse(lines.size());
        StringBuilder text = new StringBuilder();
        for (LogLine line : lines.subList(Math.max(0, lines.size() - tail), lines.size())) {
            if (request.flag("timestamps")) {
                text.append(line.time()).append(' ');
            }
            text.append(line.text()).append('\n');
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        int most = request.parameter("limitBytes").map(Integer::parseInt).orElse(bytes.length);
        return Answer.of(200, "text/plain", Arrays.copyOf(bytes, Math.min(most, bytes.length)));
    }

    private Optional<Instant> since(Request request) {
        Optional<Instant> seconds =
                request.parameter("sinceSeconds").map(text -> world.now().minusSeconds(Long.parseLong(text)));
        return seconds.isPresent() ? seconds : request.parameter("sinceTime").map(Instant::parse);
    }

    private static void requireStarted(JsonNode pod, String name, boolean previous) {
        JsonNode status = Json.objects(Json.at(pod, "status", "containerStatuses")).stream()
                .filter(own -> Json.text(own, "name").equals(name))
                .findFirst()
                .map(JsonNode.class::cast)
                .orElseGet(Json::object);
        boolean ended = status.path("lastState").has("terminated");
        if (previous && !ended) {
            throw Refusals.badRequest(
                    "previous terminated container \"" + name + "\" in pod \"" + World.name(pod) + "\" not found");
        }
        String reason = Json.text(status, "state", "waiting", "reason");
        boolean running = status.path("state").has("running") || ended;
        if (!previous && !running) {
            String why = reason.equals("ImagePullBackOff")
                    ? "trying and failing to pull image"
                    : reason.isEmpty() ? "ContainerCreating" : reason;
            throw Refusals.badRequest(
                    "container \"" + name + "\" in pod \"" + World.name(pod) + "\" is waiting to start: " + why);
        }
    }
}
