package com.datafly.signal.dr.k8s.internal.model;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.ContainerState.Phase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes containers from what a pod wants, and what its node says of them. */
final class Containers {

    private Containers() {}

    /** Lists them in the order of the specification; one that the node says nothing of waits. */
    static List<ContainerState> of(Pod pod) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        List<ContainerState> containers = new ArrayList<>();
        for (Container wanted : Fields.list(pod.getSpec().getInitContainers())) {
            containers.add(state(wanted, Templates.endsFirst(wanted), Fields.list(status.getInitContainerStatuses())));
        }
        for (Container wanted : Fields.list(pod.getSpec().getContainers())) {
            containers.add(state(wanted, false, Fields.list(status.getContainerStatuses())));
        }
        return containers;
    }

    /** Tells of each container by its name whether it runs, of those that were added later too. */
    static Map<String, Boolean> running(Pod pod) {
        Map<String, Boolean> running = new HashMap<>();
        of(pod).forEach(container -> running.put(container.name(), container.phase() == Phase.RUNNING));
        Fields.list(pod.getSpec().getEphemeralContainers())
                .forEach(added -> running.put(Fields.text(added.getName()), false));
        added(pod).stream()
                .filter(status -> status.getState() != null && status.getState().getRunning() != null)
                .forEach(status -> running.put(Fields.text(status.getName()), true));
        return running;
    }

    private static List<ContainerStatus> added(Pod pod) {
        return pod.getStatus() == null ? List.of() : Fields.list(pod.getStatus().getEphemeralContainerStatuses());
    }

    /** Tells of containers that were added to a pod later whether they may still run: they are never started again. */
    static Predicate<String> living(Pod pod) {
        Set<String> ended = added(pod).stream()
                .filter(status -> status.getState() != null && status.getState().getTerminated() != null)
                .map(ContainerStatus::getName)
                .collect(Collectors.toSet());
        return name -> !ended.contains(name);
    }

    private static ContainerState state(Container wanted, boolean init, List<ContainerStatus> statuses) {
        String name = Fields.text(wanted.getName());
        ContainerStatus status = statuses.stream()
                .filter(one -> name.equals(one.getName()))
                .findFirst()
                .orElseGet(ContainerStatus::new);
        io.fabric8.kubernetes.api.model.ContainerState now =
                status.getState() == null ? new io.fabric8.kubernetes.api.model.ContainerState() : status.getState();
        ContainerStateTerminated ended = now.getTerminated();
        ContainerStateTerminated before =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        return ContainerState.create(name, phase(now), container -> {
            container
                    .init(init)
                    .ready(Fields.yes(status.getReady()), Fields.number(status.getRestartCount()))
                    .image(wanted.getImage(), Fields.textOrNull(status.getImageID()))
                    .reason(reason(now))
                    .last(before == null ? null : Fields.textOrNull(before.getReason()), exitCode(before, ended));
            if (now.getRunning() != null) {
                container.startedAt(Fields.time(now.getRunning().getStartedAt()));
            } else if (ended != null) {
                container.startedAt(Fields.time(ended.getStartedAt()));
            }
        });
    }

    private static Phase phase(io.fabric8.kubernetes.api.model.ContainerState state) {
        if (state.getRunning() != null) {
            return Phase.RUNNING;
        }
        return state.getTerminated() != null ? Phase.TERMINATED : Phase.WAITING;
    }

    private static @Nullable String reason(io.fabric8.kubernetes.api.model.ContainerState state) {
        if (state.getWaiting() != null) {
            return Fields.textOrNull(state.getWaiting().getReason());
        }
        return state.getTerminated() == null
                ? null
                : Fields.textOrNull(state.getTerminated().getReason());
    }

    private static @Nullable Integer exitCode(
            @Nullable ContainerStateTerminated before, @Nullable ContainerStateTerminated now) {
        if (before != null) {
            return before.getExitCode();
        }
        return now == null ? null : now.getExitCode();
    }
}
