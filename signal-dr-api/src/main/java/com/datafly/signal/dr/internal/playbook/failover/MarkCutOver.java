package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.playbook.step.PartitionCopied;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notes where the standby ends while nobody writes there: what comes later only it has. A topic whose copy has another
 * name gets events under its own name too, once producers are switched, so that end is noted as well.
 */
public final class MarkCutOver extends BuiltIn<MarkCutOver.Input, CutOver> {

    /** With a source that answers, tasks end within a moment; what is copied later is known on the way back. */
    private static final Duration STILL_WITHIN = Duration.ofSeconds(5);

    /** Makes the action. */
    public MarkCutOver() {
        super("mark-cut-over", Input.class, CutOver.class);
    }

    /**
     * How far everything was copied.
     *
     * @param lossStep the step that found it out; it is asked again only where the source answered
     */
    public record Input(String lossStep) {}

    @Override
    public CutOver act(StepContext context, Input input) {
        StreamResource standby = Clusters.standby(context);
        LossDeclared loss = Clusters.require(context, input.lossStep(), LossDeclared.class);
        if (loss.sourceAnswers()) {
            MirrorTasks.awaitStill(context, STILL_WITHIN);
        }
        List<PartitionCopied> copied = loss.sourceAnswers()
                ? DeclareLoss.copied(Clusters.replication(context).status())
                : loss.copied();
        if (copied.isEmpty()) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    context.stepId(),
                    "no topic was copied to " + standby.address(),
                    failure -> failure.hint(
                            "Watch the replication by EventReplication.watch() while both clusters" + " are well."));
        }
        Map<String, Topic> there = Clusters.topics(standby);
        List<PartitionCut> cuts = cuts(standby, there, copied);
        Set<String> others = new TreeSet<>(there.keySet());
        cuts.forEach(each -> others.remove(each.target()));
        CutOver cut = new CutOver(context.runId(), context.clock().instant(), cuts, List.copyOf(others));
        CutOvers.at(context).open(context, cut);
        return cut;
    }

    /** A partition that is not there yet ends at 0: it was not copied, or is made when somebody writes to it. */
    private static List<PartitionCut> cuts(
            StreamResource standby, Map<String, Topic> there, List<PartitionCopied> copied) {
        Map<PartitionId, PartitionCopied> positions = new LinkedHashMap<>();
        copied.stream().filter(each -> !TopicPattern.reserved(each.source())).forEach(each -> {
            positions.put(each.targetId(), each);
            positions.put(each.sourceId(), each);
        });
        Set<PartitionId> wanted = new HashSet<>(positions.keySet());
        wanted.removeIf(partition -> !Clusters.has(there, partition));
        Map<PartitionId, Long> ends = Clusters.offsets(standby, wanted, OffsetPoint.latest());
        List<PartitionCut> cuts = new ArrayList<>();
        positions.forEach((target, position) -> cuts.add(cut(position, target, ends)));
        return cuts;
    }

    private static PartitionCut cut(PartitionCopied position, PartitionId target, Map<PartitionId, Long> ends) {
        return new PartitionCut(
                position.source(),
                target.topic(),
                target.partition(),
                position.copiedTo(),
                position.exact(),
                ends.getOrDefault(target, 0L));
    }

    @Override
    public Sighting<CutOver> find(StepContext context, Input input) {
        try {
            return CutOvers.at(context)
                    .open()
                    .filter(cut -> cut.run().equals(context.runId()))
                    .map(cut -> Sighting.done(cut, "the mark of this run is there"))
                    .orElseGet(() -> Sighting.notStarted("there is no mark of this run"));
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public void undo(StepContext context, Input input, CutOver output) {
        CutOvers cutOvers = CutOvers.at(context);
        cutOvers.open().filter(cut -> cut.run().equals(output.run())).ifPresent(cut -> cutOvers.close(context, cut));
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.lossStep());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("kafka-get-offsets.sh --bootstrap-server "
                + context.standbyEvents().address().location()
                + " --time -1  # keep this: going back begins there");
    }
}
