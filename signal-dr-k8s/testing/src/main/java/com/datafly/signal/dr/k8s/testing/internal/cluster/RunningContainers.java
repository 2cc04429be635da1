package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What containers hold since they started: variables do not follow the Secrets they came from. Thread-safe. */
public final class RunningContainers {

    private final Map<String, Started> started = new ConcurrentHashMap<>();
    private final Map<String, List<LogLine>> logs = new ConcurrentHashMap<>();

    void start(JsonNode pod, String container, Started what) {
        started.put(key(pod, container), what);
    }

    void stop(JsonNode pod, String container) {
        started.remove(key(pod, container));
    }

    /** Returns what a container holds, if it runs. */
    public Optional<Started> find(JsonNode pod, String container) {
        return Optional.ofNullable(started.get(key(pod, container)));
    }

    /** Returns the log of a container, or of the one that ran before it; it may be added to. */
    public List<LogLine> log(JsonNode pod, String container, boolean previous) {
        String key = key(pod, container) + (previous ? "/previous" : "");
        return logs.computeIfAbsent(key, name -> new CopyOnWriteArrayList<>());
    }

    void rotate(JsonNode pod, String container) {
        List<LogLine> last = log(pod, container, false);
        logs.put(key(pod, container) + "/previous", new CopyOnWriteArrayList<>(last));
        last.clear();
    }

    private static String key(JsonNode pod, String container) {
        return World.uid(pod) + "/" + container;
    }

    /**
     * What a container was started with.
     *
     * @param variables its environment
     * @param files the files of its Secrets and ConfigMaps as they were then
     */
    public record Started(Map<String, String> variables, Map<String, byte[]> files) {}

    /** A line of a log. */
    public record LogLine(Instant time, String text) {}
}
