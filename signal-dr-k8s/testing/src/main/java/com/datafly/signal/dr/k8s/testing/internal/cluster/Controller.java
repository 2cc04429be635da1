package com.datafly.signal.dr.k8s.testing.internal.cluster;

/** One of the cluster's own workers. A step brings every object at most one stage further. */
interface Controller {

    /** Looks at all objects and does what is next. */
    void step(World world);
}
