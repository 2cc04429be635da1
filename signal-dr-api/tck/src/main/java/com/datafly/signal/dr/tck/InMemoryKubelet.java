package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the nodes of an {@link InMemoryPlatform} do with the pods that they were given. */
final class InMemoryKubelet {

    /** What a container has that sets a variable by itself. */
    private static final String OWN = "its own";

    private final InMemoryPlatformState state;

    InMemoryKubelet(InMemoryPlatformState state) {
        this.state = state;
    }

    /** Brings all pods on living nodes one step on; tells whether anything changed. */
    boolean step(Instant now) {
        boolean changed = false;
        for (InMemoryPod pod : List.copyOf(state.pods().values())) {
            if (pod.node() == null ? pod.terminating() : state.isAlive(pod)) {
                changed |= step(pod, now);
            }
        }
        return changed;
    }

    private boolean step(InMemoryPod pod, Instant now) {
        if (pod.terminating()) {
            state.pods().remove(pod.name());
            return true;
        }
        if (pod.ended()) {
            return false;
        }
        boolean changed = false;
        for (InMemoryContainer container : pod.containers()) {
            changed |= step(pod, container, now);
            container.mount(files(pod, container));
            if (container.spec().init() && container.phase() != ContainerState.Phase.TERMINATED) {
                break;
            }
        }
        changed |= pod.settle();
        return changed;
    }

    private boolean step(InMemoryPod pod, InMemoryContainer container, Instant now) {
        InMemoryPodFate fate = fate(pod, container);
        return switch (container.phase()) {
            case WAITING -> start(pod, container, now);
            case RUNNING -> {
                if (container.spec().init() || pod.workload().kind() == WorkloadKind.JOB) {
                    container.end(fate.ends() ? 1 : 0);
                    yield true;
                }
                if (fate.ends() || !isHealthy(pod, container)) {
                    crash(pod, container, now);
                    yield false;
                }
                yield container.ready(fate != InMemoryPodFate.NEVER_READY);
            }
            case TERMINATED -> false;
        };
    }

    private boolean start(InMemoryPod pod, InMemoryContainer container, Instant now) {
        String object = "pod/" + pod.name();
        String image = container.spec().image();
        if (fate(pod, container) == InMemoryPodFate.PULL_FAILS) {
            state.warn(now, object, "Failed", "Failed to pull image \"" + image + "\"");
            boolean first = container
                    .describe()
                    .reason()
                    .filter(reason -> reason.contains("Image"))
                    .isEmpty();
            return container.await(first ? "ErrImagePull" : "ImagePullBackOff");
        }
        Optional<SecretUse> missing = missing(pod, container);
        if (missing.isPresent()) {
            boolean file = isFile(missing.get());
            String what = "secret \"" + missing.get().secret() + "\" or its key is not found";
            state.warn(now, object, file ? "FailedMount" : "Failed", what);
            return container.await(file ? "ContainerCreating" : "CreateContainerConfigError");
        }
        if (!container.mayStartAt(now)) {
            state.warn(
                    now,
                    object,
                    "BackOff",
                    "Back-off restarting failed container " + container.spec().name());
            return false;
        }
        boolean again = container.started();
        container.start(state.imageId(image), environment(pod, container), now);
        return !again;
    }

    private void crash(InMemoryPod pod, InMemoryContainer container, Instant now) {
        boolean killed = fate(pod, container) == InMemoryPodFate.OUT_OF_MEMORY;
        container.crash(killed ? "OOMKilled" : "Error", killed ? 137 : 1, now);
    }

    private InMemoryPodFate fate(InMemoryPod pod, InMemoryContainer container) {
        InMemoryPodFate image = state.images().getOrDefault(container.spec().image(), InMemoryPodFate.RUNS);
        return pod.fate().orElseGet(() -> image == InMemoryPodFate.RUNS ? workloadFate(pod) : image);
    }

    /** Returns what becomes of a pod whose images would run. */
    private InMemoryPodFate workloadFate(InMemoryPod pod) {
        return Optional.ofNullable(state.workloads().get(pod.workload()))
                .map(InMemoryWorkload::fate)
                .orElse(InMemoryPodFate.RUNS);
    }

    /** Tells whether no node has room for a pod. */
    boolean fitsNowhere(InMemoryPod pod) {
        return pod.containers().stream().anyMatch(container -> fate(pod, container) == InMemoryPodFate.UNSCHEDULABLE);
    }

    private boolean isHealthy(InMemoryPod pod, InMemoryContainer container) {
        Predicate<Map<String, String>> healthy = Optional.ofNullable(
                        state.workloads().get(pod.workload()))
                .map(InMemoryWorkload::healthy)
                .orElse(environment -> true);
        return !container.spec().name().equals(pod.firstName()) || healthy.test(container.environment());
    }

    private Optional<SecretUse> missing(InMemoryPod pod, InMemoryContainer container) {
        return uses(pod, container).stream()
                .filter(use -> !use.optional() && use.kind() != SecretUse.Kind.IMAGE_PULL)
                .filter(use -> state.secrets()
                        .values(use.secret())
                        .filter(values -> use.key().map(values::containsKey).orElse(true))
                        .isEmpty())
                .findFirst();
    }

    /** Returns what a container begins with and keeps: its variables, and files that do not follow, by their paths. */
    private Map<String, String> environment(InMemoryPod pod, InMemoryContainer container) {
        Map<String, String> environment = new TreeMap<>();
        for (SecretUse use : uses(pod, container)) {
            Map<String, String> values = state.secrets().values(use.secret()).orElse(Map.of());
            String as = use.as().orElse("");
            if (use.kind() == SecretUse.Kind.ALL_VARIABLES) {
                values.forEach((key, value) -> environment.put(as + key, value));
                use.except().forEach(name -> environment.put(name, OWN));
            } else if (use.kind() == SecretUse.Kind.VARIABLE) {
                use.key().map(values::get).ifPresent(value -> environment.put(as, value));
            } else if (use.kind() == SecretUse.Kind.FIXED_FILES) {
                environment.putAll(files(use, values));
            }
        }
        return environment;
    }

    private Map<String, String> files(InMemoryPod pod, InMemoryContainer container) {
        Map<String, String> files = new TreeMap<>();
        uses(pod, container).stream()
                .filter(InMemoryKubelet::isFile)
                .forEach(use -> files.putAll(
                        files(use, state.secrets().values(use.secret()).orElse(Map.of()))));
        return files;
    }

    private static Map<String, String> files(SecretUse use, Map<String, String> values) {
        Map<String, String> files = new TreeMap<>();
        String as = use.as().orElse("");
        use.key()
                .ifPresentOrElse(
                        key -> Optional.ofNullable(values.get(key)).ifPresent(value -> files.put(as, value)),
                        () -> values.forEach((key, value) -> files.put(as + "/" + key, value)));
        return files;
    }

    private static List<SecretUse> uses(InMemoryPod pod, InMemoryContainer container) {
        return pod.template().secrets().stream()
                .filter(use -> use.container().equals(container.spec().name()))
                .toList();
    }

    private static boolean isFile(SecretUse use) {
        return use.kind() == SecretUse.Kind.FILES || use.kind() == SecretUse.Kind.PROJECTED_FILES;
    }
}
