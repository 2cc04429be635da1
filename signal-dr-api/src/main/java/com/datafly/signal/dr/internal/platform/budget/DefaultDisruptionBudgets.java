package com.datafly.signal.dr.internal.platform.budget;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.platform.BudgetReport;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.DisruptionBudgets;
import com.datafly.signal.dr.platform.EvictionProbe;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Budgets by a platform's lists, and evictions that are only asked for. */
public final class DefaultDisruptionBudgets implements DisruptionBudgets {

    private final PlatformResource resource;

    /** Reads from {@code resource}. */
    public DefaultDisruptionBudgets(PlatformResource resource) {
        this.resource = resource;
    }

    @Override
    public BudgetReport lint() {
        Instant at = resource.clock().instant();
        List<Workload> workloads =
                resource.read("list the workloads of " + resource.address(), PlatformDriver::workloads);
        List<DisruptionBudget> budgets =
                resource.read("list the budgets of " + resource.address(), PlatformDriver::disruptionBudgets);
        return BudgetReport.of(at, budgets, new BudgetLint(workloads, budgets).findings());
    }

    @Override
    public List<EvictionProbe> probe(WorkloadId id) {
        String operation = "ask whether pods of " + id + " would be evicted";
        resource.require(PlatformCapability.EVICT, operation);
        Optional<Workload> workload = resource.read("look at " + id, driver -> driver.workload(id));
        if (workload.isEmpty()) {
            throw resource.refusal(ErrorCode.NOT_FOUND, operation, "there is no " + id, "Check its name and kind.");
        }
        List<Pod> pods = resource.read(
                "list the pods of " + id,
                driver -> driver.pods(workload.get().selector().labels()));
        return pods.stream()
                .filter(pod -> pod.workload().filter(id::equals).isPresent())
                .map(pod -> ask(pod.name()))
                .toList();
    }

    @Override
    public EvictionProbe probe(String pod) {
        resource.require(PlatformCapability.EVICT, "ask whether pod/" + pod + " would be evicted");
        return ask(pod);
    }

    private EvictionProbe ask(String pod) {
        return new EvictionProbe(
                pod, resource.read("ask whether pod/" + pod + " would be evicted", driver -> driver.evict(pod, true)));
    }
}
