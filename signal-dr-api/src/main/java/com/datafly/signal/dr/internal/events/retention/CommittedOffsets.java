package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every group of a cluster has read of some topics.
 *
 * @param byGroup the next offset that each group reads, by group and partition; a group that read none is not there
 * @param warnings what could not be found out
 */
record CommittedOffsets(Map<String, Map<PartitionId, Long>> byGroup, List<TopicRetentionWarning> warnings) {

    static CommittedOffsets read(StreamResource resource, Set<String> topics) {
        try {
            return ask(resource, topics);
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            return new CommittedOffsets(Map.of(), List.of(unknown("consumer groups cannot be listed: " + e.problem())));
        }
    }

    private static CommittedOffsets ask(StreamResource resource, Set<String> topics) {
        String operation = "ask what the groups of " + resource.address() + " have read";
        Set<String> groups = resource.read(operation, EventStreamDriver::groupNames);
        if (groups.isEmpty()) {
            return new CommittedOffsets(Map.of(), List.of());
        }
        Answers<String, Map<PartitionId, GroupOffset>> answers =
                resource.read(operation, driver -> driver.groupOffsets(groups));
        Map<String, Map<PartitionId, Long>> byGroup = new TreeMap<>();
        answers.found().forEach((group, offsets) -> {
            Map<PartitionId, Long> ours = new HashMap<>();
            offsets.forEach((id, at) -> {
                if (topics.contains(id.topic())) {
                    ours.put(id, at.offset());
                }
            });
            if (!ours.isEmpty()) {
                byGroup.put(group, ours);
            }
        });
        List<TopicRetentionWarning> warnings = new ArrayList<>();
        answers.failed()
                .forEach((group, why) -> warnings.add(
                        unknown("what the group '" + group + "' has read cannot be seen: " + why.problem())));
        return new CommittedOffsets(byGroup, List.copyOf(warnings));
    }

    private static TopicRetentionWarning unknown(String message) {
        return new TopicRetentionWarning(Kind.GROUPS_UNKNOWN, "", message);
    }
}
