package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.playbook.step.GroupsMoved;
import com.datafly.signal.dr.playbook.step.GroupsTranslated;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Moves consumer groups to where a step before found that they go on. A group moves only from what it had committed
 * when that was found out, and only while nobody consumes: the cluster itself refuses the others.
 */
public final class MoveGroups extends BuiltIn<MoveGroups.Input, GroupsMoved> {

    private final boolean toStandby;
    private final Translation translation;

    private MoveGroups(String name, boolean toStandby, Translation translation) {
        super(name, Input.class, GroupsMoved.class);
        this.toStandby = toStandby;
        this.translation = translation;
    }

    /** Finds out once more where the groups of an earlier look go on. */
    @FunctionalInterface
    private interface Translation {
        GroupsTranslated again(StepContext context, GroupsTranslated before);
    }

    /** Moves groups at the standby. */
    public static MoveGroups toStandby() {
        return new MoveGroups("move-groups-to-standby", true, TranslateGroups::again);
    }

    /** Moves groups at the old cluster, to which everything goes back. */
    public static MoveGroups back() {
        return new MoveGroups("move-groups-back", false, TranslateBack::again);
    }

    /**
     * What to move.
     *
     * @param translateStep the step that found out where groups go on
     * @param backwards whether a group may be sent back behind what it has committed there
     */
    public record Input(String translateStep, boolean backwards) {}

    @Override
    public GroupsMoved act(StepContext context, Input input) {
        GroupsTranslated wanted = wanted(context, input);
        StreamResource stream = stream(context);
        MovePlan plan = plan(context, input, wanted);
        if (!plan.pending().isEmpty()) {
            Map<String, DrException> failures = stream.change(
                    "move consumer groups at " + stream.address(), driver -> driver.changeGroupOffsets(plan.pending()));
            requireNone(context, failures, plan.pending().size());
        }
        requireThere(context, wanted.moves());
        return moved(context, input, wanted);
    }

    private MovePlan plan(StepContext context, Input input, GroupsTranslated wanted) {
        MovePlan plan = MovePlan.of(wanted.moves(), present(context, wanted.moves()));
        plan.requireUnmoved(context.stepId());
        if (!input.backwards()) {
            MovePlan.requireForward(context.stepId(), wanted.moves());
        }
        return plan;
    }

    @Override
    public Sighting<GroupsMoved> find(StepContext context, Input input) {
        try {
            GroupsTranslated wanted = wanted(context, input);
            boolean there = MovePlan.of(wanted.moves(), present(context, wanted.moves()))
                    .isDone();
            return there
                    ? Sighting.done(moved(context, input, wanted), "the groups stand where they were sent")
                    : Sighting.notStarted(
                            "not every group stands where it is sent; to send it there again is harmless");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    /** Sends back the groups that still stand where they were sent; what they had not committed before stays. */
    @Override
    public void undo(StepContext context, Input input, GroupsMoved output) {
        List<GroupMove> moves = output.moves();
        Map<String, Map<PartitionId, GroupOffset>> present = present(context, moves);
        Map<String, Map<PartitionId, GroupOffset>> back = new TreeMap<>();
        for (GroupMove move : moves) {
            boolean untouched = FormerOffsets.offset(present, move.group(), move.id()) == move.offset();
            if (untouched && move.former() != GroupMove.NONE && move.former() != move.offset()) {
                back.computeIfAbsent(move.group(), group -> new HashMap<>())
                        .put(move.id(), new GroupOffset(move.former(), move.metadata()));
            }
        }
        if (!back.isEmpty()) {
            StreamResource stream = stream(context);
            Map<String, DrException> failures = stream.change(
                    "send consumer groups back at " + stream.address(), driver -> driver.changeGroupOffsets(back));
            requireNone(context, failures, back.size());
        }
    }

    private static void requireNone(StepContext context, Map<String, DrException> failures, int groups) {
        if (failures.isEmpty()) {
            return;
        }
        Map.Entry<String, DrException> first = new TreeMap<>(failures).firstEntry();
        boolean unknown = failures.values().stream().anyMatch(each -> each.effect() == Effect.UNKNOWN);
        Effect effect = unknown ? Effect.UNKNOWN : failures.size() < groups ? Effect.APPLIED : Effect.NONE;
        throw DrException.create(
                first.getValue().code(),
                context.stepId(),
                failures.size() + " of " + groups + " groups were not moved: " + first.getKey() + ": "
                        + first.getValue().problem(),
                failure -> failure.effect(effect)
                        .detail("groups", failures.keySet())
                        .cause(first.getValue())
                        .hint("Stop the consumers of these groups, and retry the step: those that were moved stay."));
    }

    private void requireThere(StepContext context, List<GroupMove> moves) {
        if (!MovePlan.of(moves, present(context, moves)).isDone()) {
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    context.stepId(),
                    "some group does not stand where it was just sent",
                    failure -> failure.effect(Effect.APPLIED)
                            .hint("Somebody else moves these groups too, as MirrorMaker's sync.group.offsets does:"
                                    + " stop that, and retry the step."));
        }
    }

    private Map<String, Map<PartitionId, GroupOffset>> present(StepContext context, List<GroupMove> moves) {
        Set<String> groups = moves.stream().map(GroupMove::group).collect(Collectors.toSet());
        return FormerOffsets.at(stream(context)).read(groups);
    }

    /** After an attempt that failed, groups may have been moved by others: where they go on is found out anew. */
    private GroupsTranslated wanted(StepContext context, Input input) {
        GroupsTranslated first = first(context, input);
        return context.generation() == 0 ? first : translation.again(context, first);
    }

    private static GroupsTranslated first(StepContext context, Input input) {
        return Clusters.require(context, input.translateStep(), GroupsTranslated.class);
    }

    /** Says of groups that an earlier attempt moved already where they had been before that one. */
    private static GroupsMoved moved(StepContext context, Input input, GroupsTranslated wanted) {
        Map<String, GroupMove> first = new HashMap<>();
        first(context, input).moves().forEach(move -> first.put(move.group() + " " + move.id(), move));
        List<GroupMove> moves = wanted.moves().stream()
                .map(move -> {
                    GroupMove before = first.getOrDefault(move.group() + " " + move.id(), move);
                    return before.offset() == move.former() ? move.from(before.former()) : move;
                })
                .toList();
        long groups = moves.stream().map(GroupMove::group).distinct().count();
        return new GroupsMoved((int) groups, wanted.bound(), moves);
    }

    private StreamResource stream(StepContext context) {
        return toStandby ? Clusters.standby(context) : Clusters.old(context);
    }

    @Override
    public Set<String> uses(Input input) {
        return Set.of(input.translateStep());
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("moves consumer groups at " + stream(context).address()
                + " to where they go on, those that nobody consumes with");
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("kafka-consumer-groups.sh --bootstrap-server "
                + stream(context).address().location()
                + " --group GROUP --reset-offsets --topic TOPIC:PARTITION --to-offset OFFSET --execute"
                + "  # for each group and partition");
    }
}
