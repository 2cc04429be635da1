package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import java.time.Instant;
import java.util.List;

/**
 * How topics differ from a policy of retention.
 *
 * @param plannedAt when that was found out
 * @param clusterId the cluster
 * @param inSync whether nothing differs
 * @param changes what differs
 * @param missing the topics that the policy names and the cluster does not have
 * @param unmatched the patterns that no topic follows
 * @param warnings what defeats the times
 * @since 0.1
 */
public record TopicRetentionPlanned(
        Instant plannedAt,
        String clusterId,
        boolean inSync,
        List<TopicRetentionSeen> changes,
        List<String> missing,
        List<String> unmatched,
        List<String> warnings) {

    /** Keeps what a journal needs of {@code plan}. */
    public static TopicRetentionPlanned of(TopicRetentionPlan plan) {
        return new TopicRetentionPlanned(
                plan.plannedAt(),
                plan.clusterId(),
                plan.inSync(),
                plan.changes().stream().map(TopicRetentionSeen::of).toList(),
                plan.missing(),
                plan.unmatched(),
                plan.warnings().stream().map(TopicRetentionWarning::toString).toList());
    }
}
