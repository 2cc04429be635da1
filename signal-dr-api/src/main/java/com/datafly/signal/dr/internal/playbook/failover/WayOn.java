package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.events.copy.CopiedRun;
import com.datafly.signal.dr.internal.events.replication.ReplicaLink;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.EventsCopied;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the copying software goes on after everything came back: behind the last event that came back out of the copy
 * itself, for the copy has it. Where nothing came back out of the copy it goes on where it was, and so copies what the
 * copy lacks: what only the old cluster had, and what came back out of a topic of another name.
 *
 * @param positions the old cluster's offsets, by partition
 * @param pairs which events of both clusters are the same, in the order of their offsets
 */
record WayOn(Map<PartitionId, Long> positions, List<OffsetSync> pairs) {

    /**
     * Finds it.
     *
     * @param copy what came back
     * @throws DrException with {@code UNAVAILABLE} if not all of that can be found
     */
    static WayOn find(StepContext context, CutOver cut, EventsCopied copy) {
        ReplicaLink link = Clusters.link(context);
        CopiedOffsets copied =
                CopiedOffsets.read(Clusters.old(context), copy.copy()).requireAll(context.stepId(), copy.events());
        Map<PartitionId, Long> positions = new HashMap<>();
        List<OffsetSync> pairs = new ArrayList<>();
        WayBack ways = WayBack.find(context, cut, CutOvers.at(context).staying());
        ways.bySource().forEach((source, parts) -> {
            List<CopiedRun> same = new ArrayList<>();
            List<CopiedRun> others = new ArrayList<>();
            long position = 0;
            for (PartitionCut part : parts) {
                boolean isCopy = part.target().equals(link.driver().targetTopic(source.topic()));
                (isCopy ? same : others).addAll(copied.runs(part.targetId()));
                position = Math.max(position, part.copiedTo());
            }
            requireOneOrigin(context, source, same, others);
            same.sort(Comparator.comparingLong(CopiedRun::targetFrom));
            same.forEach(run -> addEnds(source, run, pairs));
            positions.put(source, same.isEmpty() ? position : end(same.get(same.size() - 1)));
        });
        return new WayOn(positions, pairs);
    }

    private static long end(CopiedRun run) {
        return run.targetFrom() + run.length();
    }

    private static void addEnds(PartitionId source, CopiedRun run, List<OffsetSync> pairs) {
        pairs.add(new OffsetSync(source, run.targetFrom(), run.sourceFrom(), -1));
        if (run.length() > 1) {
            pairs.add(new OffsetSync(source, end(run) - 1, run.sourceFrom() + run.length() - 1, -1));
        }
    }

    /** Events that the copy has and events that it lacks cannot both be right from one position on. */
    private static void requireOneOrigin(
            StepContext context, PartitionId source, List<CopiedRun> same, List<CopiedRun> others) {
        if (!same.isEmpty() && !others.isEmpty()) {
            String other = others.get(0).source().topic();
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    "events of " + source + " came back both out of its copy "
                            + same.get(0).source() + " and out of "
                            + other + ": there is no position from which on the copy lacks nothing and gets nothing"
                            + " twice",
                    failure -> failure.hint("Decide which it shall be, set the position by hand, as"
                            + " ConnectCluster.changePositions() does, and resume the copying. Let producers write to"
                            + " one of the two only."));
        }
    }
}
