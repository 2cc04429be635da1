package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps what groups commit at the source, for the day on which it cannot be asked any more, with the records that they
 * stand at where the pairs of offsets leave something open. Not thread-safe.
 */
final class GroupJournal {

    private final ReplicaLink link;
    private final ReplicationMemory memory;

    GroupJournal(ReplicaLink link, ReplicationMemory memory) {
        this.link = link;
        this.memory = memory;
    }

    /** Asks the source what groups committed of topics that are copied. */
    static Map<String, Map<PartitionId, GroupOffset>> read(
            EventStreamDriver driver, Set<String> groups, Set<String> copied) {
        Set<String> names = groups.isEmpty() ? driver.groupNames() : groups;
        return commits(driver.groupOffsets(names).orThrow(), copied::contains);
    }

    private static Map<String, Map<PartitionId, GroupOffset>> commits(
            Map<String, Map<PartitionId, GroupOffset>> found, Predicate<String> topics) {
        Map<String, Map<PartitionId, GroupOffset>> commits = new TreeMap<>();
        found.forEach((group, offsets) -> {
            Map<PartitionId, GroupOffset> mine = new TreeMap<>(offsets);
            mine.keySet().removeIf(partition -> !topics.test(partition.topic()));
            if (!mine.isEmpty()) {
                commits.put(group, mine);
            }
        });
        return commits;
    }

    /** Returns each commit by itself. */
    static List<Wanted> wanted(Map<String, Map<PartitionId, GroupOffset>> commits) {
        List<Wanted> wanted = new ArrayList<>();
        commits.forEach((group, offsets) ->
                offsets.forEach((partition, offset) -> wanted.add(new Wanted(group, partition, offset))));
        return wanted;
    }

    /**
     * Notes what is committed now, also of topics whose copying has not begun. Of a group that cannot be read the last
     * commits stay; it is asked for also where the source does not list it, for then its coordinator may be gone.
     *
     * @return why one of them could not be read, if so
     */
    Optional<DrException> note(EventStreamDriver source, Set<String> copied, Instant now) {
        Set<String> names = new TreeSet<>(source.groupNames());
        names.addAll(memory.groups().keySet());
        Answers<String, Map<PartitionId, GroupOffset>> answers = source.groupOffsets(names);
        Map<String, DrException> failed = new TreeMap<>(answers.failed());
        failed.values().removeIf(failure -> failure.code() == ErrorCode.NOT_FOUND);
        failed.keySet().forEach(memory::unread);
        Map<String, Map<PartitionId, GroupOffset>> commits =
                commits(answers.found(), topic -> !TopicPattern.reserved(topic));
        keep(commits, witnesses(source, copied, commits), now);
        answers.found().keySet().forEach(memory::read);
        names.removeAll(commits.keySet());
        names.removeAll(failed.keySet());
        names.forEach(memory::forget);
        memory.groupsRead(now);
        return failed.values().stream().findFirst().map(link.source()::named);
    }

    private void keep(Map<String, Map<PartitionId, GroupOffset>> commits, Map<Wanted, Witness> read, Instant now) {
        commits.forEach((group, offsets) -> {
            JournaledGroup entry = new JournaledGroup(now, offsets, witnesses(group, offsets, read));
            JournaledGroup before = memory.groups().get(group);
            if (before == null || !before.sameAs(entry)) {
                memory.journal(group, entry);
            }
        });
    }

    private Map<Wanted, Witness> witnesses(
            EventStreamDriver source, Set<String> copied, Map<String, Map<PartitionId, GroupOffset>> commits) {
        List<Wanted> moved = wanted(commits).stream()
                .filter(each -> copied.contains(each.source().topic()))
                .filter(this::isNews)
                .toList();
        Set<PartitionId> partitions = moved.stream().map(Wanted::source).collect(Collectors.toSet());
        return Witnesses.read(
                link, source, Translator.of(link, memory, partitions).open(moved));
    }

    private boolean isNews(Wanted each) {
        JournaledGroup before = memory.groups().get(each.group());
        return before == null
                || !each.committed().equals(before.commits().get(each.source()))
                || !before.witnesses().containsKey(each.source());
    }

    private Map<PartitionId, Witness> witnesses(
            String group, Map<PartitionId, GroupOffset> offsets, Map<Wanted, Witness> read) {
        Map<PartitionId, Witness> witnesses = new HashMap<>();
        JournaledGroup before = memory.groups().get(group);
        offsets.forEach((partition, offset) -> {
            Witness witness = read.get(new Wanted(group, partition, offset));
            if (witness != null) {
                witnesses.put(partition, witness);
            } else if (before != null
                    && offset.equals(before.commits().get(partition))
                    && before.witnesses().containsKey(partition)) {
                witnesses.put(partition, before.witnesses().get(partition));
            }
        });
        return witnesses;
    }
}
