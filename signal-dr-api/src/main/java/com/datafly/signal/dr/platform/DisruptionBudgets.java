package com.datafly.signal.dr.platform;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.platform.budget.DefaultDisruptionBudgets;
import java.util.List;

/**
 * Whether nodes can be drained without taking the product down. Nothing is changed. Thread-safe.
 *
 * <p>Budgets hold back evictions alone: neither a rollout nor a node that dies asks them.
 *
 * @since 0.1
 */
public sealed interface DisruptionBudgets permits DefaultDisruptionBudgets {

    /**
     * Compares budgets with Deployments and StatefulSets that want pods. DaemonSets, which a drain leaves alone, and
     * Jobs need none.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if budgets or workloads may not be listed, {@code UNAVAILABLE}
     *     or {@code UNAUTHENTICATED}
     */
    BudgetReport lint();

    /**
     * Asks for each pod of a workload whether it would be evicted now, one request each.
     *
     * @return the answers; empty if it has no pods
     * @throws DrException with {@code NOT_FOUND} if there is no such workload, {@code UNSUPPORTED} or
     *     {@code PERMISSION_DENIED} if evictions cannot be asked for
     */
    List<EvictionProbe> probe(WorkloadId workload);

    /** Asks whether a pod would be evicted now; fails likewise, and says of a pod that is not there that it is gone. */
    EvictionProbe probe(String pod);
}
