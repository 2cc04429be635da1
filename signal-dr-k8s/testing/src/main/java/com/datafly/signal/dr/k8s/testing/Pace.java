package com.datafly.signal.dr.k8s.testing;

/**
 * How the cluster's own workers get on. They never act on their own time, so every run is the same.
 *
 * @since 0.1
 */
public enum Pace {
    /** Only when a test says so, by {@link Cluster#step()} or {@link Cluster#settle()}. */
    BY_HAND,
    /** One step after each request that reads, so that who polls sees everything on its way. */
    STEP_PER_LOOK,
    /** To the end, after each request that changes something. */
    AT_ONCE
}
