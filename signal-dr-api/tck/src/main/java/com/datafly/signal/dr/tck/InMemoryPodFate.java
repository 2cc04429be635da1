package com.datafly.signal.dr.tck;

/**
 * What becomes of a container of an {@link InMemoryPlatform}. More may be added.
 *
 * @since 0.1
 */
public enum InMemoryPodFate {
    /** It starts, becomes ready and stays so. */
    RUNS,
    /** It runs and never becomes ready. */
    NEVER_READY,
    /** It ends soon after each start, with exit code 1. */
    CRASHES,
    /** It is killed soon after each start, for it takes more memory than it may. */
    OUT_OF_MEMORY,
    /** Its image cannot be pulled. */
    PULL_FAILS,
    /** No node has room for its pod. */
    UNSCHEDULABLE;

    /** Tells whether it ends soon after each start. */
    boolean ends() {
        return this == CRASHES || this == OUT_OF_MEMORY;
    }
}
