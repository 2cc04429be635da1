package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.PodHealth;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when all is healthy, without a pod that came or was started again between two looks. Used by one thread. */
final class Steadiness {

    private final HealthDiary diary;
    private final Map<String, Integer> restarts = new HashMap<>();
    private @Nullable Duration since;
    private @Nullable String disturbance;

    Steadiness(HealthDiary diary) {
        this.diary = diary;
    }

    /** Takes what a look saw, if it saw anything; returns for how long all has been steady, empty if it is not. */
    Optional<Duration> look(Optional<HealthReport> seen, Duration now) {
        Optional<HealthReport> healthy = seen.filter(HealthReport::healthy);
        if (healthy.isEmpty()) {
            since = null;
        } else if (compare(healthy.get()) || since == null) {
            since = now;
        }
        return Optional.ofNullable(since).map(now::minus);
    }

    /** Returns what disturbed it last. */
    Optional<String> disturbance() {
        return Optional.ofNullable(disturbance);
    }

    /** Tells whether pods are other than they were when all was healthy last. */
    private boolean compare(HealthReport report) {
        Map<String, Integer> before = Map.copyOf(restarts);
        boolean disturbed = false;
        restarts.clear();
        for (PodHealth one : report.pods()) {
            Pod pod = one.pod();
            if (keepsRunning(pod)) {
                restarts.put(pod.uid(), pod.restarts());
                Optional<String> change = since == null ? Optional.empty() : change(pod, before.get(pod.uid()));
                if (change.isPresent()) {
                    disturbed = true;
                    disturbance = "pod/" + pod.name() + ": " + change.get();
                    diary.unsteady(report.at(), "pod/" + pod.name(), change.get());
                }
            }
        }
        return disturbed;
    }

    private static boolean keepsRunning(Pod pod) {
        return pod.workload().filter(id -> id.kind() == WorkloadKind.JOB).isEmpty();
    }

    private static Optional<String> change(Pod pod, @Nullable Integer before) {
        if (before == null) {
            return Optional.of("it is new since all was healthy");
        }
        return pod.restarts() > before
                ? Optional.of("its containers were started again " + (pod.restarts() - before)
                        + " times since all was healthy")
                : Optional.empty();
    }
}
