package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.cluster.RunningContainers.Started;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.verbs.Containers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What kubelets answer about the containers on their nodes. */
public final class KubeletApi implements Containers {

    private final World world;
    private final Nodes nodes;
    private final Runner runner;

    /** Creates the kubelets of a world; commands are run by {@code runner}. */
    public KubeletApi(World world, Nodes nodes, Runner runner) {
        this.world = world;
        this.nodes = nodes;
        this.runner = runner;
    }

    @Override
    public Answer log(ObjectNode pod, Request request) {
        JsonNode container = PodContainers.chosen(pod, request);
        if (Json.text(pod, "spec", "nodeName").isEmpty()) {
            // The real server knows nobody to ask, and says so with success.
            return Answer.of(204, "text/plain", new byte[0]);
        }
        PodContainers.requireKubelet(nodes, pod, "containerLogs");
        return new Logs(world).read(pod, container, request);
    }

    @Override
    public Answer exec(ObjectNode pod, Request request) {
        JsonNode container = PodContainers.chosen(pod, request);
        PodContainers.requireKubelet(nodes, pod, "exec");
        List<String> words = request.parameters().getOrDefault("command", List.of());
        if (words.isEmpty()) {
            throw Refusals.badRequest("you must specify at least 1 command for the container");
        }
        String name = Json.text(container, "name");
        Started started = world.running()
                .find(pod, name)
                .orElseThrow(() -> Refusal.of(
                        500, "InternalError", "unable to upgrade connection: container not found (\"" + name + "\")"));
        Asked asked = new Asked(pod, container, words, started.variables(), files(pod, container, started));
        return Execs.answer(request, () -> runner.run(asked));
    }

    /** Files follow changes, but for those that are mounted one by one. */
    private Map<String, byte[]> files(JsonNode pod, JsonNode container, Started started) {
        Map<String, byte[]> files = new TreeMap<>(started.files());
        Map<String, byte[]> now;
        try {
            now = new Inputs(world, pod).files(container);
        } catch (MissingInputException e) {
            return files;
        }
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!mount.has("subPath")) {
                String below = Json.text(mount, "mountPath") + "/";
                files.keySet().removeIf(path -> path.startsWith(below));
                now.forEach((path, value) -> {
                    if (path.startsWith(below)) {
                        files.put(path, value);
                    }
                });
            }
        }
        return files;
    }

    /** A command that somebody asks for, and what it would find in its container. */
    public record Asked(
            JsonNode pod,
            JsonNode container,
            List<String> words,
            Map<String, String> variables,
            Map<String, byte[]> files) {}

    /** What came of a command; a negative exit code says that it could not even be started. */
    public static final class Answered {

        private final int exitCode;
        private final byte[] output;
        private final byte[] errors;

        /** Creates an answer; nothing is copied. */
        public Answered(int exitCode, byte[] output, byte[] errors) {
            this.exitCode = exitCode;
            this.output = output;
            this.errors = errors;
        }

        int exitCode() {
            return exitCode;
        }

        byte[] output() {
            return output;
        }

        byte[] errors() {
            return errors;
        }
    }

    /** Runs commands. */
    @FunctionalInterface
    public interface Runner {

        /** Runs a command to its end. */
        Answered run(Asked asked);
    }
}
