package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.platform.HealthEvent;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthHistory;
import com.datafly.signal.dr.platform.PodHealth;
import java.time.Instant;
import java.util.List;

/**
 * Workloads that were watched, and found healthy at last without more restarts than are allowed.
 *
 * @param startedAt when the first look was
 * @param endedAt when the last look was
 * @param looks how often somebody looked
 * @param unseen how many of the looks the platform did not answer
 * @param restartedPods how many pods had restarts since the baseline
 * @param events what came and went, the first hundred events
 * @param notes what else a person should know, the first hundred
 * @since 0.1
 */
public record WorkloadsWatched(
        Instant startedAt,
        Instant endedAt,
        int looks,
        int unseen,
        int restartedPods,
        List<String> events,
        List<String> notes) {

    private static final int MOST = 100;

    /** Keeps what a journal needs of {@code history}. */
    public static WorkloadsWatched of(HealthHistory history) {
        List<PodHealth> pods = history.last().map(report -> report.pods()).orElse(List.of());
        List<HealthFinding> findings =
                history.last().map(report -> report.findings()).orElse(List.of());
        return new WorkloadsWatched(
                history.startedAt(),
                history.endedAt(),
                history.looks(),
                history.unseen(),
                (int) pods.stream().filter(pod -> pod.restarts() > 0).count(),
                history.events().stream()
                        .map(WorkloadsWatched::line)
                        .limit(MOST)
                        .toList(),
                findings.stream().map(HealthFinding::toString).limit(MOST).toList());
    }

    private static String line(HealthEvent event) {
        return event.at() + " " + event;
    }
}
