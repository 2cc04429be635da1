package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.DivergenceFound;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts, by reading them, the events that only the old cluster has, now that it is back. */
public final class CountDivergence extends BuiltIn<CountDivergence.Input, DivergenceFound> {

    /** Makes the action. */
    public CountDivergence() {
        super("count-divergence", Input.class, DivergenceFound.class);
    }

    /** Nothing to say. */
    public record Input() {}

    @Override
    public DivergenceFound act(StepContext context, Input input) {
        CutOver cut = CutOvers.at(context).require(context);
        StreamResource old = Clusters.old(context);
        WayBack ways = WayBack.known(context, cut);
        OldEdges edges = OldEdges.ask(context, cut, ways, CopiedOffsets.read(old, CopyBack.copyId(cut)));
        LateCopies late = LateCopies.find(context, cut, ways, edges);
        Map<PartitionId, OffsetSpan> own = new TreeMap<>();
        for (PartitionCut each : copies(context, cut)) {
            own.put(each.sourceId(), edges.span(each.sourceId(), late.copiedTo(each, Long.MAX_VALUE)));
        }
        List<OffsetSpan> spans =
                own.values().stream().filter(span -> span.to() > span.from()).toList();
        boolean exact = cut.cuts().stream().allMatch(PartitionCut::exact);
        DivergenceFound found = new DivergenceFound(spans, new SpanReader(old).count(spans), exact);
        context.evidence(CheckResult.create(
                "events that only the old cluster has are counted",
                exact ? Verdict.PASSED : Verdict.UNPROVEN,
                found.events() + " events, in " + spans.size() + " partitions, were counted at " + old.address(),
                more -> more.detail("events", found.events()).detail("spans", spans)));
        return found;
    }

    /** A topic whose copy has another name has a second cut, for what producers write under its own. */
    private static List<PartitionCut> copies(StepContext context, CutOver cut) {
        ReplicationDriver driver = Clusters.link(context).driver();
        return cut.cuts().stream()
                .filter(each -> driver.targetTopic(each.source()).equals(each.target()))
                .toList();
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# read the topics of " + context.events().address()
                + " from where they were copied to, up to their ends: only this cluster has these events");
    }
}
