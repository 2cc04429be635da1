package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.playbook.step.GroupMove;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What groups have committed at a cluster before they are moved there. */
record FormerOffsets(StreamResource stream) {

    static FormerOffsets at(StreamResource stream) {
        return new FormerOffsets(stream);
    }

    /** Reads what groups have committed now; a group that is not there has committed nothing. */
    Map<String, Map<PartitionId, GroupOffset>> read(Set<String> groups) {
        if (groups.isEmpty()) {
            return Map.of();
        }
        return stream.read(
                "read the groups' offsets at " + stream.address(),
                driver -> driver.groupOffsets(groups).orThrow());
    }

    List<GroupMove> join(Collection<TranslatedOffset> offsets) {
        Map<String, Map<PartitionId, GroupOffset>> former =
                read(offsets.stream().map(TranslatedOffset::group).collect(Collectors.toSet()));
        return offsets.stream()
                .map(each -> move(each, offset(former, each.group(), each.target())))
                .toList();
    }

    /**
     * What a group has committed at the target is not believed, wherever it stands: the copying software may have
     * brought it there, as by MirrorMaker's {@code sync.group.offsets}, but so may a consumer that began at the end.
     */
    private static GroupMove move(TranslatedOffset found, long former) {
        return new GroupMove(
                found.group(),
                found.target().topic(),
                found.target().partition(),
                found.offset(),
                found.committed().metadata(),
                former,
                found.method(),
                found.bound());
    }

    /** Returns what a group has committed of a partition, or {@link GroupMove#NONE}. */
    static long offset(Map<String, Map<PartitionId, GroupOffset>> commits, String group, PartitionId partition) {
        GroupOffset found = commits.getOrDefault(group, Map.of()).get(partition);
        return found == null ? GroupMove.NONE : found.offset();
    }
}
