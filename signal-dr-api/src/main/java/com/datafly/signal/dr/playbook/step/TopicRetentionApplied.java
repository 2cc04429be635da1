package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.TopicRetentionChange;
import com.datafly.signal.dr.events.TopicRetentionResult;
import java.util.List;

/**
 * What was changed so that topics keep their events as a policy says.
 *
 * @param changed the topics that were changed, and read back
 * @param refused the topics whose change the cluster does not take
 * @since 0.1
 */
public record TopicRetentionApplied(List<String> changed, List<String> refused) {

    /** Keeps what a journal needs of {@code result}. */
    public static TopicRetentionApplied of(TopicRetentionResult result) {
        return new TopicRetentionApplied(names(result.changed()), names(result.refused()));
    }

    private static List<String> names(List<TopicRetentionChange> changes) {
        return changes.stream().map(TopicRetentionChange::topic).toList();
    }
}
