package com.datafly.signal.dr.internal.platform.rollout;

import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What hinders the pods that a rollout made. Those of the template before it may be broken: they go away anyway. */
final class NewPods {

    /** Reasons that do not pass by themselves, each in the platform's own word. */
    private static final Set<String> HOPELESS = Set.of(
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    private NewPods() {}

    /** Returns why a rollout should be given up, if it should. */
    static Optional<String> failure(List<Pod> pods, Predicate<Pod> isNew, int restarts) {
        for (Pod pod : pods) {
            if (isNew.test(pod) && pod.deletionDeadline().isEmpty()) {
                for (ContainerState container : pod.containers()) {
                    Optional<String> failure = failure(container, restarts);
                    if (failure.isPresent()) {
                        return Optional.of(
                                "new pod " + pod.name() + ", container " + container.name() + ": " + failure.get());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> failure(ContainerState container, int restarts) {
        String reason = container.reason().orElse("");
        if (container.phase() == ContainerState.Phase.WAITING && HOPELESS.contains(reason)) {
            return Optional.of(reason);
        }
        if (container.restarts() > restarts && !container.ready()) {
            String last = container.lastReason().map(word -> ", last " + word).orElse("");
            return Optional.of("was started again " + container.restarts() + " times" + last);
        }
        return Optional.empty();
    }

    /** Returns what the platform says of new pods that are not ready, for who waits. */
    static String waiting(List<Pod> pods, Predicate<Pod> isNew) {
        return pods.stream()
                .filter(isNew)
                .filter(pod -> !pod.ready())
                .findFirst()
                .map(pod -> "; new pod " + pod.name() + " is " + pod.phase()
                        + pod.reason().map(word -> ", " + word).orElse(""))
                .orElse("");
    }
}
