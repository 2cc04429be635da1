package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.failover.CloseCutOver;
import com.datafly.signal.dr.internal.playbook.failover.CopyBack;
import com.datafly.signal.dr.internal.playbook.failover.CountDivergence;
import com.datafly.signal.dr.internal.playbook.failover.DeclareLoss;
import com.datafly.signal.dr.internal.playbook.failover.ExportDivergence;
import com.datafly.signal.dr.internal.playbook.failover.Fence;
import com.datafly.signal.dr.internal.playbook.failover.FreezeMirror;
import com.datafly.signal.dr.internal.playbook.failover.MarkCutOver;
import com.datafly.signal.dr.internal.playbook.failover.MoveGroups;
import com.datafly.signal.dr.internal.playbook.failover.ResumeMirror;
import com.datafly.signal.dr.internal.playbook.failover.TranslateBack;
import com.datafly.signal.dr.internal.playbook.failover.TranslateGroups;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The steps by which consumers and producers go over from {@link StepContext#events()} to
 * {@link StepContext#standbyEvents()}, and back. Of the two the old cluster always is {@code events()}.
 *
 * <p>A drill leaves out all of them that change something.
 *
 * @since 0.1
 */
public final class FailoverSteps {

    private FailoverSteps() {}

    /**
     * Waits until the standby has every event, as long as the source answers, and says what it lacks. Leaves a
     * {@code LossDeclared}, and evidence: PASSED if surely nothing is missing, FAILED if surely something is, UNPROVEN
     * else. It never fails for a loss: let {@link EventGuards#streamLossAtMost} guard what comes after.
     *
     * @param producersStep a host's step that froze the producers and leaves a {@code ProducersFrozen}; empty for none,
     *     and then nobody knows what a lost source had acknowledged last
     * @param within how long to wait
     * @param uncopied the topics that have no copy on purpose, with {@code *} for any characters; what any other topic
     *     without a copy has is lost
     */
    public static Step declareLoss(String id, Optional<String> producersStep, Duration within, String... uncopied) {
        Step step = Step.of(
                id,
                new DeclareLoss(),
                new DeclareLoss.Input(producersStep, within, Set.of(uncopied)),
                more -> more.title(
                                "let the standby catch up for " + Durations.words(within) + ", and say what it lacks")
                        .kind(StepKind.PURE)
                        .timeout(within.plusMinutes(5)));
        return producersStep.map(step::after).orElse(step);
    }

    /**
     * Tells the copying software to stop, and does not wait for that. Leaves a {@code MirrorFrozen}; that nobody can be
     * told, or nobody answers, is no failure. The undo lets it go on.
     */
    public static Step freezeMirror(String id) {
        return onSource(
                "tell the copying software to stop",
                Step.of(id, new FreezeMirror(), new FreezeMirror.Input(), s -> {}));
    }

    /**
     * Finds out where groups go on at the standby, with the error bound of each. Leaves a {@code GroupsTranslated}, and
     * evidence where the source answers: UNPROVEN if groups still have members there, which read again what they read
     * from then on. Fails with {@code NOT_FOUND} if a group that is named is not known.
     *
     * @param lossStep a {@link #declareLoss} step: a source that it found silent is not asked again
     * @param groups the groups; none for all that are known
     */
    public static Step translateGroups(String id, String lossStep, String... groups) {
        TranslateGroups.Input input = new TranslateGroups.Input(set(groups), Optional.of(lossStep));
        return Step.of(
                        id,
                        new TranslateGroups(),
                        input,
                        step -> step.title("find out where the groups go on").kind(StepKind.PURE))
                .after(lossStep);
    }

    /**
     * Moves groups at the standby to where a {@link #translateGroups} step found that they go on. A group whose members
     * consume is refused with {@code FAILED_PRECONDITION}, one that was moved meanwhile, or would go back, with
     * {@code CONFLICT}; retried then, the step finds out anew where they go on. Leaves a {@code GroupsMoved}. The undo
     * sends them back to what they had committed before.
     */
    public static Step moveGroups(String id, String translateStep) {
        return move(id, translateStep, MoveGroups.toStandby(), false);
    }

    /** Moves groups as {@link #moveGroups}, also back behind what they have committed at the standby already. */
    public static Step moveGroupsAlsoBack(String id, String translateStep) {
        return move(id, translateStep, MoveGroups.toStandby(), true);
    }

    /**
     * Notes where the standby ends while nobody writes there, in the journal and at the standby, where
     * {@link #copyBack} finds it. Leaves a {@code CutOver}. It belongs between the freeze of the producers and their
     * switch. The undo takes the note back. Refuses with {@code FAILED_PRECONDITION} while the cut-over of another run
     * is open: see {@link #closeCutOver} and {@link EventGuards#noCutOverOpen}.
     *
     * @param lossStep a {@link #declareLoss} step
     */
    public static Step markCutOver(String id, String lossStep) {
        return onSource(
                        "note where the standby ends",
                        Step.of(id, new MarkCutOver(), new MarkCutOver.Input(lossStep), s -> {}))
                .after(lossStep);
    }

    /**
     * Lets the old cluster refuse what its former producers still send, by access rules that deny. A cluster that does
     * not answer is not fenced, which is no failure but said: fence it when it is back. Leaves a {@code ClusterFenced}.
     * The undo removes the rules. Fails with {@code UNSUPPORTED} where the cluster has no access rules: then it takes a
     * step of the host's; {@link EventGuards#oldClusterFenceable} tells that beforehand.
     *
     * @param topics the beginning of the topics' names, as in {@code events.}
     * @param principals the producers, as in {@code User:ingestion}; not the one that this library uses
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code topics} or {@code principals} is empty
     */
    public static Step fenceOldCluster(String id, String topics, String... principals) {
        return onSource("fence the old cluster", Step.of(id, Fence.raise(), fence(id, topics, principals), s -> {}));
    }

    /** Ends the fence of {@link #fenceOldCluster} with the same arguments. The undo sets it again. */
    public static Step unfenceOldCluster(String id, String topics, String... principals) {
        return onSource(
                "end the fence of the old cluster", Step.of(id, Fence.lower(), fence(id, topics, principals), s -> {}));
    }

    /**
     * Counts, by reading them, the events that only the old cluster has, once it is back. Leaves a
     * {@code DivergenceFound}.
     */
    public static Step countDivergence(String id) {
        return Step.of(
                id,
                new CountDivergence(),
                new CountDivergence.Input(),
                step -> step.title("count what only the old cluster has").kind(StepKind.PURE));
    }

    /**
     * Copies what a {@link #countDivergence} step found into a topic of the new cluster, each event once, with the
     * headers of {@code ReplayHeaders} that say where it stood. Leaves an {@code EventsCopied}.
     *
     * @param topic the topic, which is made if it is not there
     */
    public static Step exportDivergence(String id, String countStep, String topic) {
        return onSource(
                        "export what only the old cluster has",
                        Step.of(
                                id,
                                new ExportDivergence(),
                                new ExportDivergence.Input(countStep, topic),
                                step -> step.kind(StepKind.PURE)))
                .after(countStep);
    }

    /**
     * Copies what the new cluster got since the cut-over back to the old one, each event once, until fewer than
     * {@code nearly} come in a round; with 0 until nothing is left, so when the producers are frozen. Leaves an
     * {@code EventsCopied}. Several such steps go on one after the other.
     *
     * <p>Refuses with {@code FAILED_PRECONDITION} while anything copies in the old direction, may begin to by itself,
     * or nobody can be asked; and where a topic or partition that was made since the cut-over has no place at the old
     * cluster.
     */
    public static Step copyBack(String id, long nearly) {
        return copyBack(id, copy -> copy.untilFewerThan(nearly));
    }

    /** Copies back as {@link #copyBack(String, long)} does, by settings. */
    public static Step copyBack(String id, Consumer<CopyBackSettings> more) {
        CopyBack.Input input = CopyBackSettings.of(more);
        Step step = onSource(
                "copy back what the old cluster lacks",
                Step.of(id, new CopyBack(), input, each -> each.kind(StepKind.PURE)));
        return input.stoppedBy().map(step::after).orElse(step);
    }

    /**
     * Ends a cut-over: everything is back, or stays where it is. Until then nobody can cut over again, and from then on
     * nobody goes back. Leaves a {@code Done}, also where no cut-over is open.
     */
    public static Step closeCutOver(String id) {
        return onSource(
                "end the cut-over",
                Step.of(id, new CloseCutOver(), new CloseCutOver.Input(), step -> step.kind(StepKind.PURE)));
    }

    /**
     * Finds out where groups go on at the old cluster. Leaves a {@code GroupsTranslated}, and evidence: FAILED if a
     * group is sent past events that only the old cluster has, which it so never reads, with how many they are;
     * UNPROVEN if some of them may have been copied. Fails with {@code NOT_FOUND} if a group has committed nothing at
     * either cluster.
     *
     * @param copyStep the last {@link #copyBack} step
     * @param groups the groups
     * @throws DrException with {@code INVALID_ARGUMENT} if no group is named
     */
    public static Step translateGroupsBack(String id, String copyStep, String... groups) {
        if (groups.length == 0) {
            throw invalid(id, "no group is named", "Name the groups that go back.");
        }
        TranslateBack.Input input = new TranslateBack.Input(copyStep, set(groups));
        return Step.of(
                        id,
                        new TranslateBack(),
                        input,
                        step -> step.title("find out where the groups go on at the old cluster")
                                .kind(StepKind.PURE))
                .after(copyStep);
    }

    /** Moves groups at the old cluster, as {@link #moveGroups} does at the standby. */
    public static Step moveGroupsBack(String id, String translateStep) {
        return move(id, translateStep, MoveGroups.back(), true);
    }

    /**
     * Lets the copying software copy to the standby again, once everything is back: behind the last event that
     * {@link #copyBack} took out of the copy itself, which so gets nothing twice; where nothing came out of it, from
     * where copying ended, so that it gets what only the old cluster had. It waits until something is copied again, and
     * moves positions forward only: to repeat it is harmless. Leaves a {@code MirrorResumed}. The undo pauses the
     * copying software.
     *
     * <p>Fails with {@code UNSUPPORTED} and changes nothing where nobody can be told, as with a MirrorMaker that does
     * not run on Kafka Connect; with {@code FAILED_PRECONDITION} where events of a partition came back both out of its
     * copy and out of a topic of another name, and where topics keep their names and something still copies from the
     * standby to the old cluster, wherever it runs: what it writes there grows. Where only heartbeats grow there, which
     * MirrorMaker sends by default also while nothing is copied, that is evidence that proves nothing.
     *
     * @param copyStep the last {@link #copyBack} step
     */
    public static Step resumeMirror(String id, String copyStep) {
        return onSource(
                        "let the copying software go on",
                        Step.of(id, new ResumeMirror(), new ResumeMirror.Input(copyStep), step -> {}))
                .after(copyStep);
    }

    private static Step move(String id, String translateStep, MoveGroups action, boolean backwards) {
        return onSource(
                        "move the consumer groups",
                        Step.of(id, action, new MoveGroups.Input(translateStep, backwards), step -> {}))
                .after(translateStep);
    }

    private static Fence.Input fence(String id, String topics, String... principals) {
        if (topics.isEmpty() || principals.length == 0) {
            throw invalid(
                    id,
                    topics.isEmpty() ? "no topic is named" : "no principal is named",
                    "Name the beginning of the topics and the producers, as in \"events.\", \"User:ingestion\".");
        }
        return new Fence.Input(topics, set(principals));
    }

    private static Step onSource(String title, Step step) {
        return step.with(more -> more.title(title).scope(StepScope.SOURCE));
    }

    private static Set<String> set(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    private static DrException invalid(String id, String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "define the step '" + id + "'", problem, failure -> failure.hint(hint));
    }
}
