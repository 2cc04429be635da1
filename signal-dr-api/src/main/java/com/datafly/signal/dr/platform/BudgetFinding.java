package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Something that is wrong with how budgets guard workloads.
 *
 * @param kind what it is
 * @param subject of what, as in {@code deployment/management-api} or {@code budget/management-api}
 * @param detail what was seen
 * @since 0.1
 */
public record BudgetFinding(Kind kind, String subject, String detail) {

    /** Refuses null. */
    public BudgetFinding {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
        requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return subject + ": " + detail;
    }

    /**
     * What may be wrong. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A workload of several pods has no budget: a drain may take all of them at once. */
        MISSING,
        /** A workload wants one pod only: without a budget each eviction is an outage, with one it may be blocked. */
        SINGLE_REPLICA,
        /** Even when all pods are ready, the budget lets none go: a node that is drained waits for ever. */
        BLOCKING,
        /** Several budgets guard the same pods: these are never evicted. */
        OVERLAPPING,
        /** The budget guards no workload's pods. */
        MATCHES_NOTHING,
        /** The budget lets none go now, because too few pods are ready. */
        EXHAUSTED,
        /** Nobody has counted yet what the newest form of the budget allows. */
        NOT_OBSERVED
    }
}
