package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.LagQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A question for consumer lag as data.
 *
 * @param groups the expected groups, each with the topics that it must read, sorted
 * @param everyGroup whether all others are measured too
 * @param membersRequired whether somebody has to consume
 * @param mostReads of how many partitions the next record is read at most
 */
public record LagInput(Map<String, List<String>> groups, boolean everyGroup, boolean membersRequired, int mostReads) {

    /** Describes {@code query}. */
    public static LagInput of(LagQuery query) {
        Map<String, List<String>> groups = new TreeMap<>();
        query.expected().forEach((group, topics) -> groups.put(group, sorted(topics)));
        return new LagInput(groups, query.everyGroup(), query.membersRequired(), query.mostReads());
    }

    private static List<String> sorted(Set<String> topics) {
        List<String> sorted = new ArrayList<>(topics);
        sorted.sort(null);
        return sorted;
    }

    /** Makes the question again. */
    LagQuery query() {
        return LagQuery.of(query -> {
            groups.forEach((group, topics) -> query.group(group, topics.toArray(String[]::new)));
            query.mostReads(mostReads);
            if (everyGroup) {
                query.everyGroup();
            }
            if (membersRequired) {
                query.requireMembers();
            }
        });
    }
}
