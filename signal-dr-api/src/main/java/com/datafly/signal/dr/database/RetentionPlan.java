package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What a retention policy would do, snapshot by snapshot.
 *
 * @since 0.1
 */
public final class RetentionPlan {

    private final RetentionPolicy policy;
    private final Instant plannedAt;
    private final List<Decision> decisions;

    private RetentionPlan(RetentionPolicy policy, Instant plannedAt, List<Decision> decisions) {
        this.policy = requireNonNull(policy, "policy");
        this.plannedAt = requireNonNull(plannedAt, "plannedAt");
        this.decisions = List.copyOf(decisions);
    }

    /** Makes a plan; applications get theirs from {@link Retention#plan(RetentionPolicy)}. */
    public static RetentionPlan of(RetentionPolicy policy, Instant plannedAt, List<Decision> decisions) {
        return new RetentionPlan(policy, plannedAt, decisions);
    }

    /** Returns the policy that was applied. */
    public RetentionPolicy policy() {
        return policy;
    }

    /** Returns when the plan was made. */
    public Instant plannedAt() {
        return plannedAt;
    }

    /** Returns what becomes of each snapshot, oldest first. */
    public List<Decision> decisions() {
        return decisions;
    }

    /** Returns the snapshots that would go, oldest first. */
    public List<Snapshot> removals() {
        return decisions.stream()
                .filter(Decision::remove)
                .map(Decision::snapshot)
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("retention by ").append(policy);
        for (Decision decision : decisions) {
            text.append(System.lineSeparator())
                    .append(decision.remove() ? "remove " : "keep   ")
                    .append(decision.snapshot())
                    .append(": ")
                    .append(String.join("; ", decision.reasons()));
        }
        return text.toString();
    }

    /**
     * What becomes of one snapshot.
     *
     * @param snapshot the snapshot
     * @param remove whether it would go
     * @param reasons why it stays, every reason; or why it goes
     * @since 0.1
     */
    public record Decision(Snapshot snapshot, boolean remove, List<String> reasons) {
        /** Takes a copy of the reasons. */
        public Decision {
            requireNonNull(snapshot, "snapshot");
            reasons = List.copyOf(reasons);
        }
    }
}
