package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.TranslationMethod;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Where groups go on at the old cluster.
 *
 * @param copied where what was copied back stands
 * @param late what the new cluster has of the old one's events behind the cut-over
 * @param edges where the old cluster's own events begin and end
 * @param former what groups have committed at the old cluster
 */
record BackPositions(
        CopiedOffsets copied, LateCopies late, OldEdges edges, Map<String, Map<PartitionId, GroupOffset>> former) {

    /**
     * Returns where a group goes on in the partitions that it reads, or may come to read: where it has committed
     * something, and in all others of the same topics into which something was copied, unless it stands somewhere.
     * Where events of several partitions came into one, some that it has read may stand behind the first that it has
     * not: they are its bound.
     *
     * @param commits what it has committed at the new cluster
     */
    List<GroupMove> moves(String group, WayBack ways, Map<PartitionId, GroupOffset> commits) {
        Set<String> topics = ways.cuts().values().stream()
                .filter(part -> commits.containsKey(part.targetId()))
                .map(PartitionCut::source)
                .collect(Collectors.toSet());
        List<GroupMove> moves = new ArrayList<>();
        ways.bySource().forEach((source, parts) -> {
            if (topics.contains(source.topic())) {
                move(group, source, parts, commits).ifPresent(moves::add);
            }
        });
        return moves;
    }

    private Optional<GroupMove> move(
            String group, PartitionId source, List<PartitionCut> parts, Map<PartitionId, GroupOffset> commits) {
        long before = FormerOffsets.offset(former, group, source);
        List<GroupOffset> committed = parts.stream()
                .flatMap(part -> Optional.ofNullable(commits.get(part.targetId())).stream())
                .toList();
        OptionalLong reach = reach(parts, commits);
        OptionalLong unread = unread(parts, commits);
        OptionalLong next = unread.isPresent() ? unread : reach;
        if (committed.isEmpty() && (before != GroupMove.NONE || next.isEmpty())) {
            return Optional.empty();
        }
        if (committed.isEmpty()) {
            return Optional.of(fromTheStart(group, source, next));
        }
        String metadata =
                committed.stream().map(GroupOffset::metadata).findFirst().orElse("");
        long start = edges.start(source);
        if (parts.stream().anyMatch(part -> read(part, commits) < part.end())) {
            long stays = Math.max(before, start);
            TranslationMethod method = before < start ? TranslationMethod.EARLIEST : TranslationMethod.FLOOR;
            long bound = Math.max(0, parts.get(0).copiedTo() - stays);
            return Optional.of(
                    new GroupMove(group, source.topic(), source.partition(), stays, metadata, before, method, bound));
        }
        long all = parts.stream()
                .mapToLong(part -> late.copiedTo(part, read(part, commits)))
                .max()
                .orElse(0);
        long at = Math.max(next.orElse(Math.max(before, all)), start);
        long again = Math.max(0, reach.orElse(at) - at);
        TranslationMethod method = again == 0 ? TranslationMethod.EXACT : TranslationMethod.FLOOR;
        return Optional.of(
                new GroupMove(group, source.topic(), source.partition(), at, metadata, before, method, again));
    }

    /** What a group never committed anything of, at neither cluster, it may have read nothing of. */
    private GroupMove fromTheStart(String group, PartitionId source, OptionalLong next) {
        long start = edges.start(source);
        return new GroupMove(
                group,
                source.topic(),
                source.partition(),
                start,
                "",
                GroupMove.NONE,
                TranslationMethod.EARLIEST,
                Math.max(0, next.orElse(start) - start));
    }

    /** A group that has committed nothing behind the cut-over has read nothing of it. */
    private static long read(PartitionCut part, Map<PartitionId, GroupOffset> commits) {
        GroupOffset commit = commits.get(part.targetId());
        return commit == null ? part.end() : commit.offset();
    }

    /** Returns the old cluster's offset of the first event behind the cut-over that the group has not read. */
    private OptionalLong unread(List<PartitionCut> parts, Map<PartitionId, GroupOffset> commits) {
        return parts.stream()
                .flatMapToLong(part -> {
                    long behind = Math.max(part.end(), read(part, commits));
                    return LongStream.concat(
                            copied.first(part.targetId(), behind).stream(),
                            late.first(part.targetId(), behind).stream());
                })
                .min();
    }

    /** Returns the old cluster's offset before which nothing that was copied back is unread, or nothing is at all. */
    private OptionalLong reach(List<PartitionCut> parts, Map<PartitionId, GroupOffset> commits) {
        return parts.stream()
                .flatMapToLong(part ->
                        copied.target(part.targetId(), Math.max(part.end(), read(part, commits))).stream())
                .max();
    }

    /**
     * Returns what only the old cluster has before where a group goes on: it never comes to read that, for what came
     * since stands behind it.
     */
    Optional<OffsetSpan> passedOver(GroupMove move, List<PartitionCut> parts) {
        long from = parts.stream()
                .mapToLong(part -> late.copiedTo(part, Long.MAX_VALUE))
                .max()
                .orElse(0);
        OffsetSpan own = edges.span(move.id(), Math.max(from, move.former()));
        long to = Math.min(own.to(), move.offset());
        return Optional.of(new OffsetSpan(own.topic(), own.partition(), own.from(), to))
                .filter(span -> span.from() < span.to());
    }
}
