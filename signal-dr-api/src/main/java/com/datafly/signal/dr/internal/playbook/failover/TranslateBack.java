package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.copy.CopiedOffsets;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CutOver;
import com.datafly.signal.dr.playbook.step.EventsCopied;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.playbook.step.GroupsTranslated;
import com.datafly.signal.dr.playbook.step.OffsetSpan;
import com.datafly.signal.dr.playbook.step.PartitionCut;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out where groups go on at the old cluster, by what was copied back. A group that has not read up to the
 * cut-over goes on where it had been at the old cluster before the failover: it reads again what it read since.
 */
public final class TranslateBack extends BuiltIn<TranslateBack.Input, GroupsTranslated> {

    /** Makes the action. */
    public TranslateBack() {
        super("translate-group-offsets-back", Input.class, GroupsTranslated.class);
    }

    /**
     * Whose offsets.
     *
     * @param copyStep the step that copied the last events back
     * @param groups the groups
     */
    public record Input(String copyStep, Set<String> groups) {}

    @Override
    public GroupsTranslated act(StepContext context, Input input) {
        EventsCopied copy = Clusters.require(context, input.copyStep(), EventsCopied.class);
        CopiedOffsets copied = CopiedOffsets.read(Clusters.old(context), copy.copy());
        return translate(context, input.groups(), copied.requireAll(context.stepId(), copy.events()));
    }

    /** Translates once more what was translated before, of the same groups. */
    static GroupsTranslated again(StepContext context, GroupsTranslated before) {
        CutOver cut = CutOvers.at(context).require(context);
        Set<String> groups = before.moves().stream().map(GroupMove::group).collect(Collectors.toSet());
        return translate(context, groups, CopiedOffsets.read(Clusters.old(context), CopyBack.copyId(cut)));
    }

    private static GroupsTranslated translate(StepContext context, Set<String> groups, CopiedOffsets copied) {
        CutOvers cutOvers = CutOvers.at(context);
        CutOver cut = cutOvers.require(context);
        StreamResource old = Clusters.old(context);
        Map<String, Map<PartitionId, GroupOffset>> former =
                FormerOffsets.at(old).read(groups);
        Map<String, Map<PartitionId, GroupOffset>> commits =
                FormerOffsets.at(Clusters.standby(context)).read(groups);
        requireKnown(context, groups, former, commits);
        WayBack ways = WayBack.find(context, cut, cutOvers.staying());
        OldEdges edges = OldEdges.ask(context, cut, ways, copied);
        LateCopies late = LateCopies.find(context, cut, ways, edges);
        BackPositions positions = new BackPositions(copied, late, edges, former);
        List<GroupMove> moves = new ArrayList<>();
        new TreeMap<>(commits).forEach((group, mine) -> moves.addAll(positions.moves(group, ways, mine)));
        tellPassedOver(context, ways, positions, moves);
        long bound = moves.stream().mapToLong(GroupMove::bound).sum();
        return new GroupsTranslated(moves, bound, context.clock().instant(), true);
    }

    private static void requireKnown(
            StepContext context,
            Set<String> groups,
            Map<String, Map<PartitionId, GroupOffset>> former,
            Map<String, Map<PartitionId, GroupOffset>> commits) {
        Set<String> unknown = new TreeSet<>(groups);
        unknown.removeIf(group -> !former.getOrDefault(group, Map.of()).isEmpty()
                || !commits.getOrDefault(group, Map.of()).isEmpty());
        if (!unknown.isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    context.stepId(),
                    "the groups " + unknown + " have committed nothing at either cluster",
                    failure -> failure.hint("Check their names; a group that has read nothing yet needs no place."));
        }
    }

    /** Counts what groups never come to read: an export is the only place where it is looked at. */
    private static void tellPassedOver(
            StepContext context, WayBack ways, BackPositions positions, List<GroupMove> moves) {
        Map<PartitionId, List<PartitionCut>> parts = ways.bySource();
        Map<String, List<OffsetSpan>> spans = new TreeMap<>();
        moves.forEach(move -> positions
                .passedOver(move, parts.getOrDefault(move.id(), List.of()))
                .ifPresent(span -> spans.computeIfAbsent(move.group(), group -> new ArrayList<>())
                        .add(span)));
        Map<String, Long> events = new TreeMap<>();
        // Most groups are sent past the same events, which are read once.
        Map<List<OffsetSpan>, Long> counts = new HashMap<>();
        SpanReader reader = new SpanReader(Clusters.old(context));
        spans.forEach((group, mine) -> {
            long count = counts.computeIfAbsent(mine, reader::count);
            if (count > 0) {
                events.put(group, count);
            }
        });
        boolean exact = ways.cuts().values().stream().allMatch(PartitionCut::exact);
        context.evidence(CheckResult.create(
                "events that only the old cluster has reach the groups",
                events.isEmpty() ? Verdict.PASSED : exact ? Verdict.FAILED : Verdict.UNPROVEN,
                events.isEmpty()
                        ? "no group is sent past an event that it has not read"
                        : "groups are sent past events that only the old cluster has, and never read them there: "
                                + events,
                more -> more.detail("events", events)));
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.copyStep());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("finds out where " + new TreeSet<>(input.groups()) + " go on at "
                + context.events().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# find for each group the offset at " + context.events().address()
                + " of the event that it reads next");
    }
}
