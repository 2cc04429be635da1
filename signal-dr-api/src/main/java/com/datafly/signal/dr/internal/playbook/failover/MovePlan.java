package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.step.GroupMove;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which groups are still to be moved.
 *
 * @param pending what they shall commit, by group
 * @param strange moves whose group stands neither where it was nor where it is sent
 */
record MovePlan(Map<String, Map<PartitionId, GroupOffset>> pending, List<String> strange) {

    static MovePlan of(List<GroupMove> moves, Map<String, Map<PartitionId, GroupOffset>> present) {
        Map<String, Map<PartitionId, GroupOffset>> pending = new TreeMap<>();
        List<String> strange = new ArrayList<>();
        for (GroupMove move : moves) {
            long now = FormerOffsets.offset(present, move.group(), move.id());
            if (now == move.offset()) {
                continue;
            }
            if (now != move.former()) {
                strange.add(move.group() + " stands at " + now + " of " + move.id() + ", not at " + move.former());
            }
            pending.computeIfAbsent(move.group(), group -> new HashMap<>())
                    .put(move.id(), new GroupOffset(move.offset(), move.metadata()));
        }
        return new MovePlan(pending, strange);
    }

    boolean isDone() {
        return pending.isEmpty();
    }

    /** Refuses to move a group that somebody moved since it was found out where it goes on. */
    void requireUnmoved(String operation) {
        if (!strange.isEmpty()) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    strange.size() + " offsets were changed meanwhile: " + strange.get(0),
                    failure -> failure.hint("Somebody consumes or moves these groups: stop that, and retry the step,"
                            + " which finds out anew where they go on."));
        }
    }

    /**
     * Refuses to send a group back behind what it has committed at the same cluster already, by more than it may read
     * again anyway.
     */
    static void requireForward(String operation, List<GroupMove> moves) {
        List<GroupMove> back = moves.stream()
                .filter(move -> move.former() - move.offset() > move.bound())
                .toList();
        if (!back.isEmpty()) {
            GroupMove first = back.get(0);
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    operation,
                    back.size() + " offsets would go back: " + first.group() + " from " + first.former() + " to "
                            + first.offset() + " of " + first.id(),
                    failure -> failure.hint("The group has consumed there before. If it shall read that again, allow it"
                            + " to go backwards where the step is defined."));
        }
    }
}
