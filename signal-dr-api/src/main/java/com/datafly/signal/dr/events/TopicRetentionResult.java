package com.datafly.signal.dr.events;

import java.util.List;

/**
 * What was changed so that topics keep their events as a policy says. Each change was read back from the cluster.
 *
 * @since 0.1
 */
public final class TopicRetentionResult {

    private final List<TopicRetentionChange> changed;
    private final List<String> already;
    private final List<TopicRetentionChange> refused;

    private TopicRetentionResult(
            List<TopicRetentionChange> changed, List<String> already, List<TopicRetentionChange> refused) {
        this.changed = List.copyOf(changed);
        this.already = List.copyOf(already);
        this.refused = List.copyOf(refused);
    }

    /** Takes copies. */
    public static TopicRetentionResult of(
            List<TopicRetentionChange> changed, List<String> already, List<TopicRetentionChange> refused) {
        return new TopicRetentionResult(changed, already, refused);
    }

    /** Returns what was changed. */
    public List<TopicRetentionChange> changed() {
        return changed;
    }

    /** Returns the topics that were as planned before anything was done, as when a plan is applied twice. */
    public List<String> already() {
        return already;
    }

    /** Returns what was left out because the cluster does not take it, as the plan said. */
    public List<TopicRetentionChange> refused() {
        return refused;
    }

    @Override
    public String toString() {
        return changed.size() + " topics changed, " + already.size() + " were right already, " + refused.size()
                + " refused by the cluster";
    }
}
