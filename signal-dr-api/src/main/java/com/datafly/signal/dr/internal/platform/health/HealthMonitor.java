package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthHistory;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.PlatformHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Watches for restarts that repeat. */
final class HealthMonitor {

    private static final String OPERATION = "watch workloads";

    private final PlatformResource resource;
    private final Duration mostBlind;
    private final HealthLooks looks;
    private HealthQuery query;

    HealthMonitor(PlatformHealth health, PlatformResource resource, HealthWatch watch) {
        this.resource = resource;
        this.mostBlind = watch.interval().plus(watch.blindFor());
        this.looks = new HealthLooks(health, resource, watch);
        this.query = watch.query();
    }

    HealthHistory run() {
        Instant startedAt = resource.clock().instant();
        while (true) {
            Optional<HealthReport> seen = looks.look(query);
            if (query.baseline().isEmpty() && seen.isPresent()) {
                query = query.since(Baselines.of(seen.get()));
            }
            if (looks.isOver() || seen.filter(HealthMonitor::isDecided).isPresent()) {
                return HealthHistory.create(
                        startedAt,
                        resource.clock().instant(),
                        history -> history.baseline(query.baseline().orElse(null))
                                .last(seen.orElse(null))
                                .events(looks.diary().events())
                                .looks(looks.looks(), looks.unseen())
                                .blind(looks.blind(), mostBlind));
            }
            looks.pause(OPERATION);
        }
    }

    /** Restarts never become fewer, as long as the pod is there. */
    private static boolean isDecided(HealthReport report) {
        return !report.findings(HealthFinding.Kind.REPEATED_RESTARTS).isEmpty();
    }
}
