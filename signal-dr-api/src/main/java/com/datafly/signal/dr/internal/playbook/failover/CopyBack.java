package com.datafly.signal.dr.internal.playbook.failover;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.events.copy.CopyPlan;
import com.datafly.signal.dr.internal.events.copy.CopyRange;
import com.datafly.signal.dr.internal.events.copy.CopyResult;
import com.datafly.signal.dr.internal.events.copy.CopyRun;
import com.datafly.signal.dr.internal.events.copy.CopySource;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.EventsCopied;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies what the new cluster got since the cut-over to the old one, each event once, into the topic that it would have
 * been written to there. It goes on where it was, in whatever run: the copy belongs to the cut-over.
 */
public final class CopyBack extends BuiltIn<CopyBack.Input, EventsCopied> {

    /** Makes the action. */
    public CopyBack() {
        super("copy-back", Input.class, EventsCopied.class);
    }

    /**
     * How far, and what.
     *
     * @param nearly a round with fewer events than this was the last one; 0 goes on until nothing is left
     * @param stoppedBy the host's step that stopped what copies in the old direction, where nobody can be asked
     * @param leave topics of the new cluster that do not go back
     */
    public record Input(long nearly, Optional<String> stoppedBy, Set<String> leave) {}

    @Override
    public EventsCopied act(StepContext context, Input input) {
        CutOvers cutOvers = CutOvers.at(context);
        CutOver cut = cutOvers.require(context);
        OldDirection direction = new OldDirection(context, input.stoppedBy());
        direction.requireStill();
        cutOvers.leave(input.leave());
        WayBack ways = WayBack.find(context, cut, cutOvers.staying());
        CopiedOffsets copied = CopiedOffsets.read(Clusters.old(context), copyId(cut));
        OldEdges edges = OldEdges.ask(context, cut, ways, copied);
        LateCopies late = LateCopies.find(context, cut, ways, edges);
        long end = context.time().nanoTime() + context.remaining().toNanos();
        long before = -1;
        long syncs = 0;
        while (true) {
            CopyResult result = round(context, cut, ways, late);
            long written = result.progress().totals().written();
            direction.requireStill();
            syncs = direction.requireUntouched(edges, copied, syncs);
            if (before >= 0 && written - before <= input.nearly()) {
                return new EventsCopied(copyId(cut), written, result.exactlyOnce());
            }
            requireTime(context, end);
            before = written;
            ways = WayBack.find(context, cut, cutOvers.staying());
        }
    }

    private static CopyResult round(StepContext context, CutOver cut, WayBack ways, LateCopies late) {
        StreamResource from = Clusters.standby(context);
        Map<PartitionId, Long> ends = Clusters.offsets(from, ways.cuts().keySet(), OffsetPoint.stable());
        Map<PartitionId, CopyRange> ranges = new HashMap<>();
        ways.cuts()
                .forEach((partition, each) ->
                        ranges.put(partition, new CopyRange(each.end(), requireNonNull(ends.get(partition)))));
        CopyPlan plan = CopyPlan.create(
                copyId(cut),
                ranges,
                event -> late.has(event) ? null : back(ways.cuts(), event),
                settings -> settings.keepOffsets()
                        .listener(now -> context.progress()
                                .progressed(Progress.of(
                                        "copying back",
                                        now.totals().written(),
                                        now.totals().written() + now.left().orElse(0),
                                        "events"))));
        return CopyRun.of(plan, CopySource.of(from), Clusters.old(context)).run();
    }

    private static NewEvent back(Map<PartitionId, PartitionCut> cuts, EventRecord event) {
        return NewEvent.copyOf(
                event, requireNonNull(cuts.get(event.partition())).sourceId());
    }

    /** Returns the copy's name, by which offsets are mapped back through it. */
    static String copyId(CutOver cut) {
        return "failback." + cut.run();
    }

    private static void requireTime(StepContext context, long end) {
        if (context.time().nanoTime() > end) {
            throw DrException.create(
                    ErrorCode.DEADLINE_EXCEEDED,
                    context.stepId(),
                    "events come faster than they are copied back",
                    failure -> failure.effect(Effect.APPLIED)
                            .hint("Freeze the producers first, or give the step more time: it goes on where it was."));
        }
    }

    @Override
    public Set<String> uses(Input input) {
        return input.stoppedBy().map(Set::of).orElse(Set.of());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("copies what " + context.standbyEvents().address() + " got since the cut-over to "
                + context.events().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# copy every event of " + context.standbyEvents().address()
                + " from the offsets of the cut-over on to " + context.events().address());
    }
}
