package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an {@link InMemoryPlatform} holds. Guarded by its monitor. */
final class InMemoryPlatformState {

    /** How long a warning is kept. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private final String id = UUID.randomUUID().toString();
    private final Map<WorkloadId, InMemoryWorkload> workloads = new LinkedHashMap<>();
    private final Map<String, InMemoryPod> pods = new TreeMap<>();
    private final Map<String, InMemoryNode> nodes = new TreeMap<>();
    private final Map<String, InMemoryBudget> budgets = new TreeMap<>();
    private final Map<String, PlatformEvent> events = new LinkedHashMap<>();
    private final Map<String, InMemoryPodFate> images = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();
    private final Set<String> withoutTools = new HashSet<>();
    private final Map<ObjectRef, String> objects = new HashMap<>();
    private final InMemoryPermissions permissions = new InMemoryPermissions();
    private final InMemorySecrets secrets = new InMemorySecrets(this::nextVersion);
    private final InMemoryReleases releases = new InMemoryReleases(this::nextVersion);
    private long versions = 1000;
    private int serial;
    private boolean dead;
    private boolean namespace = true;

    String id() {
        return id;
    }

    Map<WorkloadId, InMemoryWorkload> workloads() {
        return workloads;
    }

    Map<String, InMemoryPod> pods() {
        return pods;
    }

    Map<String, InMemoryNode> nodes() {
        return nodes;
    }

    Map<String, InMemoryBudget> budgets() {
        return budgets;
    }

    Map<String, InMemoryPodFate> images() {
        return images;
    }

    Map<String, String> digests() {
        return digests;
    }

    /** Returns what a name of an image stands for now, with its digest. */
    String imageId(String image) {
        return image.replaceFirst("(:[^:/]*)?(@.*)?$", "") + "@sha256:"
                + digests.getOrDefault(image, InMemoryHash.of(image));
    }

    /** Returns the images in which nobody can look around. */
    Set<String> withoutTools() {
        return withoutTools;
    }

    Map<ObjectRef, String> objects() {
        return objects;
    }

    InMemoryPermissions permissions() {
        return permissions;
    }

    InMemorySecrets secrets() {
        return secrets;
    }

    InMemoryReleases releases() {
        return releases;
    }

    void dead(boolean isDead) {
        dead = isDead;
    }

    boolean hasNamespace() {
        return namespace;
    }

    void namespace(boolean isThere) {
        namespace = isThere;
    }

    String nextVersion() {
        versions++;
        return Long.toString(versions);
    }

    /** Returns a suffix that no other pod has. */
    String nextSuffix() {
        serial++;
        return Integer.toString(serial, Character.MAX_RADIX);
    }

    /** Lets in whoever reaches it and has the token. */
    void enter(String operation, @Nullable String token) {
        if (dead) {
            throw InMemoryClusterState.unavailable(operation, "the platform does not answer");
        }
        permissions.enter(operation, token);
    }

    InMemoryWorkload workload(WorkloadId wanted, String operation) {
        return found(workloads.get(wanted), operation, wanted.toString());
    }

    InMemoryPod pod(String name, String operation) {
        return found(pods.get(name), operation, "pod/" + name);
    }

    InMemoryNode node(String name, String operation) {
        return found(nodes.get(name), operation, "node/" + name);
    }

    private static <T> T found(@Nullable T object, String operation, String what) {
        if (object == null) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no " + what);
        }
        return object;
    }

    /** Returns the pods that a workload has, those that are to end included. */
    List<InMemoryPod> podsOf(WorkloadId workload) {
        return pods.values().stream()
                .filter(pod -> pod.workload().equals(workload))
                .toList();
    }

    /** Tells whether a pod's node does anything. */
    boolean isAlive(InMemoryPod pod) {
        return Optional.ofNullable(pod.node())
                .map(nodes::get)
                .filter(InMemoryNode::alive)
                .isPresent();
    }

    /** Notes a warning, or that it came again. */
    void warn(Instant at, String object, String reason, String message) {
        int count = Optional.ofNullable(events.remove(object + " " + reason))
                .map(PlatformEvent::count)
                .orElse(0);
        events.put(object + " " + reason, new PlatformEvent(at, object, reason, message, count + 1));
    }

    List<PlatformEvent> warnings(Instant now) {
        events.values().removeIf(event -> event.at().plus(MEMORY).isBefore(now));
        return List.copyOf(events.values());
    }
}
