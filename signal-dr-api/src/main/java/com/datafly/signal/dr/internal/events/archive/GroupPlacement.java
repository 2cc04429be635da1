package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.ClusterMetadata;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.OffsetAnswer;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRestore;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Places consumer groups at the restored events that they had not read yet. */
final class GroupPlacement {

    private final StreamResource stream;
    private final TopicRestore restore;
    private final Topic target;

    GroupPlacement(StreamResource stream, TopicRestore restore, Topic target) {
        this.stream = stream;
        this.restore = restore;
        this.target = target;
    }

    Answers<String, Map<PartitionId, Long>> place(
            ClusterMetadata metadata, Lineages.Shape shape, CopiedOffsets copied) {
        Map<String, Map<PartitionId, GroupOffset>> wanted = new TreeMap<>();
        Map<String, DrException> failed = new HashMap<>();
        boolean same = metadata.topics().stream()
                .anyMatch(exported -> exported.topic().name().equals(restore.topic())
                        && exported.topic()
                                .id()
                                .map(id -> ArchiveKeys.segmentOf(id)
                                        .equals(shape.lineage().id()))
                                .orElse(true));
        for (String group : restore.groups()) {
            Map<PartitionId, GroupOffset> translated =
                    same ? translate(metadata.groupOffsets().getOrDefault(group, Map.of()), copied) : Map.of();
            if (translated.isEmpty()) {
                failed.put(
                        group,
                        refused(
                                group,
                                ErrorCode.NOT_FOUND,
                                "the newest metadata of the archive has no offset of it for this topic"));
            } else {
                wanted.put(group, translated);
            }
        }
        keepCommitted(wanted, failed);
        if (!wanted.isEmpty()) {
            Map<String, DrException> refused = stream.change(
                    "place groups at " + target.name(),
                    (EventStreamDriver driver) -> driver.changeGroupOffsets(wanted));
            failed.putAll(refused);
            wanted.keySet().removeAll(refused.keySet());
        }
        Map<String, Map<PartitionId, Long>> placed = new TreeMap<>();
        wanted.forEach((group, offsets) -> {
            Map<PartitionId, Long> plain = new TreeMap<>();
            offsets.forEach((partition, offset) -> plain.put(partition, offset.offset()));
            placed.put(group, plain);
        });
        return Answers.of(placed, failed);
    }

    private Map<PartitionId, GroupOffset> translate(Map<PartitionId, GroupOffset> committed, CopiedOffsets copied) {
        Map<PartitionId, GroupOffset> translated = new TreeMap<>();
        committed.forEach((partition, offset) -> {
            if (partition.topic().equals(restore.topic())) {
                PartitionId to = new PartitionId(target.name(), partition.partition());
                OptionalLong at = copied.target(partition, offset.offset());
                translated.put(to, new GroupOffset(at.orElseGet(() -> start(to)), offset.metadata()));
            }
        });
        return translated;
    }

    /** Nothing was copied to it. */
    private long start(PartitionId partition) {
        OffsetAnswer start = stream.read(
                        "ask for offsets of " + stream.address(),
                        driver -> driver.offsets(new HashSet<>(target.partitionIds()), OffsetPoint.earliest()))
                .orThrow()
                .get(partition);
        return start == null ? 0 : start.offset();
    }

    /** Leaves groups alone that have read the target already. */
    private void keepCommitted(Map<String, Map<PartitionId, GroupOffset>> wanted, Map<String, DrException> failed) {
        if (wanted.isEmpty()) {
            return;
        }
        Map<String, Map<PartitionId, GroupOffset>> committed = stream.read(
                        "read the offsets of groups of " + stream.address(),
                        driver -> driver.groupOffsets(Map.copyOf(wanted).keySet()))
                .orThrow();
        committed.forEach((group, offsets) -> {
            Map<PartitionId, GroupOffset> mine = wanted.getOrDefault(group, Map.of());
            boolean other = mine.entrySet().stream()
                    .anyMatch(entry -> offsets.containsKey(entry.getKey())
                            && !entry.getValue().equals(offsets.get(entry.getKey())));
            if (other) {
                wanted.remove(group);
                failed.put(group, refused(group, ErrorCode.ALREADY_EXISTS, "it has offsets of " + target.name()));
            }
        });
    }

    private DrException refused(String group, ErrorCode code, String problem) {
        return stream.refusal(
                code, "place group " + group, problem, "Place it by hand, or let it begin where it is configured to.");
    }
}
