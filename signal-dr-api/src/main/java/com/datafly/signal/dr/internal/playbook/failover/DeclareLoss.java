package com.datafly.signal.dr.internal.playbook.failover;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.UncopiedTopic;
import com.datafly.signal.dr.internal.events.replication.StatusCheck;
import com.datafly.signal.dr.internal.events.replication.UnreadHoles;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import com.datafly.signal.dr.internal.playbook.action.BuiltIn;
import com.datafly.signal.dr.internal.playbook.action.Deadlines;
import com.datafly.signal.dr.internal.playbook.action.Work;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.playbook.step.PartitionCopied;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the standby has everything, as long as the source answers, and says what it lacks. The producers' own
 * count is believed before anything else: nobody else knows what a lost cluster had acknowledged.
 */
public final class DeclareLoss extends BuiltIn<DeclareLoss.Input, LossDeclared> {

    private static final Logger LOG = LoggerFactory.getLogger(DeclareLoss.class);

    private static final Duration POLL = Duration.ofMillis(200);

    /** Makes the action. */
    public DeclareLoss() {
        super("declare-stream-loss", Input.class, LossDeclared.class);
    }

    /**
     * How to find out.
     *
     * @param producers the step that froze the producers and left what they count, if one did
     * @param within how long to wait for what is still on the way
     * @param uncopied the topics that have no copy on purpose, with {@code *} for any characters
     */
    public record Input(Optional<String> producers, Duration within, Set<String> uncopied) {

        boolean meansToLeave(String topic) {
            return uncopied.stream().anyMatch(pattern -> TopicPattern.matches(pattern, topic));
        }
    }

    @Override
    public LossDeclared act(StepContext context, Input input) {
        StatusCheck check = Clusters.replication(context).check();
        Map<PartitionId, Long> acknowledged = acknowledged(context, input);
        long end = context.time().nanoTime()
                + Deadlines.left(context, input.within()).toNanos();
        Lack lack = lack(check.status(), acknowledged, input);
        while (lack.mayShrink() && context.time().nanoTime() < end) {
            context.progress().progressed(Progress.of("draining, left", lack.onTheWay(), lack.onTheWay(), "events"));
            Work.pause(context, POLL);
            lack = lack(check.status(), acknowledged, input);
        }
        UnreadHoles holes = check.unread();
        LossDeclared found = lack.declare(
                holes,
                recoveryPoint(context, lack.incompleteCopies(holes)),
                frozen(context, input).flatMap(ProducersFrozen::lastAcknowledgedAt),
                Clusters.standby(context).clock().instant());
        context.evidence(evidence(found));
        return found;
    }

    private static Lack lack(ReplicationStatus status, Map<PartitionId, Long> acknowledged, Input input) {
        List<UncopiedTopic> uncopied = status.uncopied().stream()
                .filter(topic -> !input.meansToLeave(topic.topic()))
                .toList();
        Set<String> hidden = status.hidden().stream()
                .filter(topic -> !input.meansToLeave(topic))
                .collect(Collectors.toSet());
        return new Lack(status.withHidden(hidden), acknowledged, uncopied);
    }

    private static Map<PartitionId, Long> acknowledged(StepContext context, Input input) {
        Map<PartitionId, Long> ends = new HashMap<>();
        frozen(context, input)
                .ifPresent(frozen -> frozen.acknowledged().stream()
                        .filter(end -> !input.meansToLeave(end.id().topic()))
                        .forEach(end -> ends.put(end.id(), end.offset())));
        return ends;
    }

    /** A figure for the report must not keep the failover from going on: who may not read it does without. */
    private static Optional<Instant> recoveryPoint(StepContext context, Set<PartitionId> copies) {
        try {
            return NewestCopies.oldest(Clusters.standby(context), copies);
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            LOG.warn("how old the newest copies are is not known: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ProducersFrozen> frozen(StepContext context, Input input) {
        return input.producers().flatMap(step -> context.output(step, ProducersFrozen.class));
    }

    static List<PartitionCopied> copied(ReplicationStatus status) {
        return status.partitions().stream()
                .map(each -> new PartitionCopied(
                        each.source().topic(),
                        each.target().topic(),
                        each.source().partition(),
                        each.copiedTo(),
                        each.exact()))
                .toList();
    }

    private static CheckResult evidence(LossDeclared found) {
        Verdict verdict = !found.proven() ? Verdict.UNPROVEN : found.events() == 0 ? Verdict.PASSED : Verdict.FAILED;
        return CheckResult.create(
                "events that only the old cluster has",
                verdict,
                found.detail(),
                more -> more.detail("events", found.events()).detail("source answers", found.sourceAnswers()));
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("# compare the ends of the topics at " + context.events().address() + " and at "
                + context.standbyEvents().address() + ", and write down what the standby lacks");
    }
}
