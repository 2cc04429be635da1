package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import com.datafly.signal.dr.tck.SettableClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A platform in memory with three nodes, and the way to it that applications have. */
abstract class PlatformFacetFixture {

    static final WorkloadId API = WorkloadId.deployment("api");
    static final WorkloadId DB = new WorkloadId(WorkloadKind.STATEFUL_SET, "db");
    static final WorkloadId AGENT = new WorkloadId(WorkloadKind.DAEMON_SET, "agent");

    final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    final InMemoryPlatform world = InMemoryPlatform.create("facets", clock);
    final SignalDr dr = SignalDr.builder()
            .platform(world.address())
            .clock(clock)
            .timeSource(clock)
            .build();
    final Platform platform = dr.platform();

    @AfterEach
    void close() {
        dr.close();
        world.close();
    }

    final Pod pod(WorkloadId id) {
        return world.pods(id).get(0);
    }

    final HealthReport health() {
        return platform.health().report(HealthQuery.expecting());
    }

    final List<HealthFinding.Kind> troubles() {
        return kinds(health().troubles());
    }

    static List<HealthFinding.Kind> kinds(List<HealthFinding> findings) {
        return findings.stream().map(HealthFinding::kind).toList();
    }
}
