package com.datafly.signal.dr.selfmanaged.internal.wal;

/**
 * Is told of every step on WAL's way to durability, right after it; a rehearsal of crashes may end the process there.
 */
@FunctionalInterface
interface DurableSteps {

    /** For everyone but a rehearsal. */
    DurableSteps UNOBSERVED = step -> {};

    /** A step after which a crash leaves a different picture. */
    enum Step {
        CREATED,
        WRITTEN,
        FORCED,
        ACKNOWLEDGED,
        RENAMED,
        ARCHIVED,
        DROPPED
    }

    void after(Step step);
}
