package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.PartitionPosition;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.UncopiedTopic;
import com.datafly.signal.dr.internal.events.replication.UnreadHoles;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a standby lacks at one moment. What the producers did not count is taken from the source, or from what was last
 * seen of it.
 *
 * @param status how far everything is copied
 * @param acknowledged what the producers count
 * @param uncopied the topics without a copy that should have one
 */
record Lack(ReplicationStatus status, Map<PartitionId, Long> acknowledged, List<UncopiedTopic> uncopied) {

    /** Returns how many events copying may still bring. */
    long onTheWay() {
        Map<PartitionId, PartitionPosition> positions = positions();
        long counted = acknowledged.entrySet().stream()
                .mapToLong(end -> {
                    PartitionPosition position = positions.get(end.getKey());
                    return Math.max(0, end.getValue() - (position == null ? 0 : position.copiedTo()));
                })
                .sum();
        long seen = positions.values().stream()
                .filter(position -> !acknowledged.containsKey(position.source()))
                .mapToLong(PartitionPosition::recordsAtRisk)
                .sum();
        return counted + seen + inUncopied();
    }

    /** Tells whether to wait helps: the source answers, and something is on its way, or may be. */
    boolean mayShrink() {
        boolean exact = status.partitions().stream().allMatch(PartitionPosition::exact);
        return status.live() && !(onTheWay() == 0 && exact && areCountedExact());
    }

    /** Returns the copies that lack events of which it is known where they stand; empty if others are missing, too. */
    Set<PartitionId> incompleteCopies(UnreadHoles holes) {
        return incomplete(holes).stream().map(PartitionPosition::target).collect(Collectors.toSet());
    }

    private List<PartitionPosition> incomplete(UnreadHoles holes) {
        boolean elsewhere = holes.events() + holes.removed() + inUncopied() > 0
                || !positions().keySet().containsAll(acknowledged.keySet());
        return elsewhere
                ? List.of()
                : status.partitions().stream().filter(this::lacks).toList();
    }

    /** Declares it; {@code recoveryPoint} and {@code acknowledgedAt} as {@link LossDeclared} has them. */
    LossDeclared declare(
            UnreadHoles holes, Optional<Instant> recoveryPoint, Optional<Instant> acknowledgedAt, Instant now) {
        long events = onTheWay() + holes.events() + holes.removed();
        boolean proven = isProven() && holes.doubtful() == 0;
        String by = !acknowledged.isEmpty()
                ? "by the producers' count"
                : status.live() ? "by the source" : "as last seen of the source";
        String detail =
                "the standby lacks " + (!proven ? "about " : events == 0 ? "" : "at most ") + events + " events, " + by
                        + details(holes).stream().map(each -> "; " + each).collect(Collectors.joining());
        return new LossDeclared(
                status.live(),
                proven,
                events,
                proven && events == 0 ? Optional.of(Duration.ZERO) : waited(holes),
                recoveryPoint,
                acknowledgedAt,
                now,
                DeclareLoss.copied(status),
                detail);
    }

    /** What stood behind the end that was seen last has waited for nobody knows how long. */
    private Optional<Duration> waited(UnreadHoles holes) {
        List<PartitionPosition> incomplete = incomplete(holes);
        return incomplete.stream()
                        .anyMatch(each ->
                                each.recordsAtRisk() == 0 || each.behindSince().isEmpty())
                ? Optional.empty()
                : incomplete.stream()
                        .flatMap(each -> each.timeAtRisk().stream())
                        .max(Comparator.naturalOrder());
    }

    private boolean lacks(PartitionPosition position) {
        return acknowledged.getOrDefault(position.source(), position.sourceEnd()) > position.copiedTo();
    }

    private List<String> details(UnreadHoles holes) {
        List<String> details = new ArrayList<>();
        if (holes.events() + holes.doubtful() > 0) {
            details.add(holes.events() + " of them in holes that no copying fills, which some group had not read"
                    + (holes.doubtful() == 0 ? "" : ", and perhaps " + holes.doubtful() + " more"));
        }
        if (holes.removed() > 0) {
            details.add(
                    holes.removed() + " of them at most removed by the standby's retention before a group read them");
        }
        if (inUncopied() > 0) {
            details.add(inUncopied() + " of them in topics without a copy: "
                    + uncopied.stream().map(UncopiedTopic::toString).collect(Collectors.joining(", ")));
        }
        details.addAll(status.problems());
        return details;
    }

    /** A topic that the producers counted is not counted again. */
    private long inUncopied() {
        return uncopied.stream()
                .filter(topic -> acknowledged.keySet().stream()
                        .noneMatch(each -> each.topic().equals(topic.topic())))
                .mapToLong(UncopiedTopic::events)
                .sum();
    }

    private boolean isProven() {
        Map<PartitionId, PartitionPosition> positions = positions();
        boolean allCounted = !acknowledged.isEmpty() && acknowledged.keySet().containsAll(positions.keySet());
        return (allCounted || status.proven())
                && status.hidden().isEmpty()
                && uncopied.stream().allMatch(UncopiedTopic::exact)
                && areCountedExact();
    }

    private boolean areCountedExact() {
        Map<PartitionId, PartitionPosition> positions = positions();
        return acknowledged.keySet().stream()
                .allMatch(partition -> positions.containsKey(partition)
                        && positions.get(partition).exact());
    }

    private Map<PartitionId, PartitionPosition> positions() {
        Map<PartitionId, PartitionPosition> positions = new HashMap<>();
        status.partitions().forEach(each -> positions.put(each.source(), each));
        return positions;
    }
}
