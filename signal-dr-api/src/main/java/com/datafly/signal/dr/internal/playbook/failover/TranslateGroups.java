package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ConsumerGroup;
import com.datafly.signal.dr.events.TranslatedOffset;
import com.datafly.signal.dr.events.Translation;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.replication.DefaultEventReplication;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.GroupMove;
import com.datafly.signal.dr.playbook.step.GroupsTranslated;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds out where consumer groups go on at the standby. A source that was found silent is not asked again. */
public final class TranslateGroups extends BuiltIn<TranslateGroups.Input, GroupsTranslated> {

    private static final String READERS = "nobody consumes at the old cluster any more";

    /** Makes the action. */
    public TranslateGroups() {
        super("translate-group-offsets", Input.class, GroupsTranslated.class);
    }

    /**
     * Whose offsets.
     *
     * @param groups the groups; empty for all that are known
     * @param lossStep the step that found out whether the source answers, if there is one
     */
    public record Input(Set<String> groups, Optional<String> lossStep) {}

    @Override
    public GroupsTranslated act(StepContext context, Input input) {
        boolean silent = input.lossStep()
                .flatMap(step -> context.output(step, LossDeclared.class))
                .filter(loss -> !loss.sourceAnswers())
                .isPresent();
        return translate(context, input.groups(), silent);
    }

    /** Translates once more what was translated before, of the same groups and as live as then. */
    static GroupsTranslated again(StepContext context, GroupsTranslated before) {
        Set<String> groups = before.moves().stream().map(GroupMove::group).collect(Collectors.toSet());
        return groups.isEmpty() ? before : translate(context, groups, !before.live());
    }

    private static GroupsTranslated translate(StepContext context, Set<String> groups, boolean silent) {
        DefaultEventReplication replication = Clusters.replication(context);
        Translation found = silent ? replication.translateFromJournal(groups) : replication.translate(groups);
        requireKnown(context, found);
        if (!silent) {
            tellReaders(context, found);
        }
        Map<String, TranslatedOffset> lowest = new TreeMap<>();
        found.offsets()
                .forEach(each -> lowest.merge(
                        each.group() + " " + each.target(),
                        each,
                        (one, other) -> one.offset() <= other.offset() ? one : other));
        List<GroupMove> moves = FormerOffsets.at(Clusters.standby(context)).join(lowest.values());
        long bound = moves.stream().mapToLong(GroupMove::bound).sum();
        return new GroupsTranslated(moves, bound, found.asOf(), found.live());
    }

    /** Who reads on at the source commits more than what is translated now, and reads that again at the standby. */
    private static void tellReaders(StepContext context, Translation found) {
        Set<String> groups =
                found.offsets().stream().map(TranslatedOffset::group).collect(Collectors.toCollection(TreeSet::new));
        StreamResource source = Clusters.old(context);
        CheckResult told;
        try {
            List<String> readers = source
                    .read(
                            "ask who consumes at " + source.address(),
                            driver -> driver.groups(groups).orThrow())
                    .values()
                    .stream()
                    .filter(group -> group.members() > 0)
                    .map(ConsumerGroup::name)
                    .sorted()
                    .toList();
            told = CheckResult.create(
                    READERS,
                    readers.isEmpty() ? Verdict.PASSED : Verdict.UNPROVEN,
                    readers.isEmpty()
                            ? "no group that goes over has members there"
                            : readers + " still consume there: they read again what they read from now on, whatever"
                                    + " bound is stated; stop them before, where that matters",
                    more -> more.detail("groups", readers));
        } catch (DrException e) {
            told = CheckResult.create(READERS, Verdict.UNPROVEN, e.problem(), more -> {});
        }
        context.evidence(told);
    }

    private static void requireKnown(StepContext context, Translation found) {
        if (!found.unknownGroups().isEmpty()) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    context.stepId(),
                    "nothing is known of the groups " + new TreeSet<>(found.unknownGroups()),
                    failure -> failure.hint("Check their names; a group whose topics are not copied, or that was made"
                            + " after the journal's last look, is not known."));
        }
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# find for each group the offset at "
                + context.standbyEvents().address() + " that stands for its own: RemoteClusterUtils.translateOffsets is"
                + " the coarse way");
    }
}
