package com.datafly.signal.dr.k8s.testing.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The state of a pod as its kubelet writes it. */
final class PodStatus {

    private static final HexFormat HEX = HexFormat.of();

    private final ObjectNode status;
    private final String now;

    PodStatus(ObjectNode status, String now) {
        this.status = status;
        this.now = now;
    }

    /** Notes that the kubelet has taken the pod. */
    void accept(JsonNode pod) {
        int number = Math.floorMod(World.uid(pod).hashCode(), 250) + 2;
        status.put("startTime", now).put("hostIP", "10.0.0.1").put("podIP", "10.1.0." + number);
        Conditions.set(status, "Initialized", "True", now, "", "");
    }

    boolean isRunning(String container) {
        return of(container).path("state").has("running");
    }

    /** Notes that a container waits; returns whether that is new. */
    boolean waiting(String container, String image, String reason, String message) {
        ObjectNode own = own(container, image);
        boolean news = !Json.text(own, "state", "waiting", "reason").equals(reason);
        own.put("ready", false).put("started", false);
        ObjectNode waiting = own.putObject("state").putObject("waiting").put("reason", reason);
        if (!message.isEmpty()) {
            waiting.put("message", message);
        }
        return news;
    }

    /** Notes that a container runs, not yet ready. */
    void running(String container, String image) {
        ObjectNode own = own(container, image);
        own.put("ready", false).put("started", true);
        own.putObject("state").putObject("running").put("startedAt", now);
    }

    /** Notes that a container has crashed and will be started again later; returns whether that is new. */
    boolean crashing(String container, String image, String message) {
        ObjectNode own = own(container, image);
        if (own.path("restartCount").asInt() > 0 && own.path("state").has("waiting")) {
            return false;
        }
        own.put("restartCount", own.path("restartCount").asInt() + 1);
        terminated(own, "Error", 1);
        waiting(container, image, "CrashLoopBackOff", message);
        return true;
    }

    /** Notes that a container has ended and runs anew. */
    void restarted(String container, String image, String reason, int exitCode) {
        ObjectNode own = own(container, image);
        own.put("restartCount", own.path("restartCount").asInt() + 1);
        terminated(own, reason, exitCode);
        running(container, image);
        conclude();
    }

    private void terminated(ObjectNode own, String reason, int exitCode) {
        own.putObject("lastState")
                .putObject("terminated")
                .put("exitCode", exitCode)
                .put("reason", reason)
                .put("startedAt", now)
                .put("finishedAt", now);
    }

    void ready(String container) {
        of(container).put("ready", true);
    }

    void notReady(String container) {
        of(container).put("ready", false);
    }

    /** Draws the conclusions for the pod as a whole. */
    void conclude() {
        List<ObjectNode> all = Json.objects(status.path("containerStatuses"));
        boolean begun = all.stream()
                .allMatch(own -> own.path("state").has("running")
                        || own.path("lastState").has("terminated"));
        status.put("phase", begun ? "Running" : "Pending");
        boolean ready = all.stream().allMatch(own -> own.path("ready").asBoolean());
        for (String type : List.of("ContainersReady", "Ready")) {
            if (ready) {
                Conditions.set(status, type, "True", now, "", "");
            } else {
                Conditions.set(status, type, "False", now, "ContainersNotReady", "containers with unready status");
            }
        }
    }

    private ObjectNode of(String container) {
        return Json.objects(status.path("containerStatuses")).stream()
                .filter(own -> Json.text(own, "name").equals(container))
                .findFirst()
                .orElseGet(Json::object);
    }

    private ObjectNode own(String container, String image) {
        ObjectNode found = of(container);
        if (!found.isEmpty()) {
            return found;
        }
        ObjectNode own = Json.list(status, "containerStatuses").addObject().put("name", container);
        own.put("image", image).put("imageID", imageId(image)).put("restartCount", 0);
        own.put("containerID", "containerd://" + digest(container + now));
        own.putObject("lastState");
        return own;
    }

    private static String imageId(String image) {
        int tag = image.lastIndexOf(':');
        String repository = tag > image.lastIndexOf('/') ? image.substring(0, tag) : image;
        return image.contains("@") ? image : repository + "@sha256:" + digest(image);
    }

    private static String digest(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
