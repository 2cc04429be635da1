package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.HealthBaseline;
import com.datafly.signal.dr.platform.HealthHistory;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.PlatformHealth;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.Workload;
import java.time.Instant;
import java.util.List;

/** Health by a platform's lists. */
public final class DefaultPlatformHealth implements PlatformHealth {

    private final PlatformResource resource;

    /** Reads from {@code resource}. */
    public DefaultPlatformHealth(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public HealthReport report(HealthQuery query) {
        return new Assessment(query, Reading.of(resource, query)).report();
    }

    @Override
    public HealthBaseline baseline(HealthQuery query) {
        Instant at = resource.clock().instant();
        List<Workload> workloads = Reading.workloads(resource, query.labels());
        List<Pod> pods = resource.read("list the pods of " + resource.address(), driver -> driver.pods(query.labels()));
        return Baselines.of(at, workloads, pods);
    }

    @Override
    public HealthReport awaitHealthy(HealthWatch watch) {
        return new HealthWait(this, resource, watch).await();
    }

    @Override
    public HealthHistory monitor(HealthWatch watch) {
        return new HealthMonitor(this, resource, watch).run();
    }
}
