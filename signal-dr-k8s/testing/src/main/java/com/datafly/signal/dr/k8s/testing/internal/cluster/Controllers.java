package com.datafly.signal.dr.k8s.testing.internal.cluster;

import java.util.List;

/** All workers of the cluster, step by step. */
public final class Controllers {

    private static final int MOST_STEPS = 10_000;

    private final World world;
    private final List<Controller> all;

    /** Creates the workers of a world. */
    public Controllers(World world, Nodes nodes) {
        this.world = world;
        // Whoever acts on what others did comes before them, so that a step brings each object one stage further.
        this.all = List.of(
                new Kubelet(nodes),
                new Scheduler(),
                new ReplicaSetController(),
                new StatefulSetController(),
                new DaemonSetController(),
                new DeploymentController(),
                new GarbageCollector(),
                new NamespaceController(),
                new BudgetController(),
                new Quotas());
    }

    /**
     * Lets every worker look once.
     *
     * @return whether anything has changed
     */
    public boolean step() {
        return world.store().locked(() -> {
            long before = world.store().version();
            all.forEach(controller -> controller.step(world));
            return world.store().version() != before;
        });
    }

    /**
     * Lets the workers look until nothing changes any more.
     *
     * @return how many steps that took
     * @throws IllegalStateException if it does not come to rest
     */
    public int settle() {
        return world.store().locked(() -> {
            int steps = 0;
            while (step()) {
                steps++;
                if (steps > MOST_STEPS) {
                    throw new IllegalStateException("the cluster does not come to rest");
                }
            }
            return steps;
        });
    }
}
