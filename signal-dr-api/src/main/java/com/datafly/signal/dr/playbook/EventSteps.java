package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.DeadLetterRequest;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.FlowProbe;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.internal.Names;
import com.datafly.signal.dr.internal.playbook.action.ApplyTopicRetention;
import com.datafly.signal.dr.internal.playbook.action.ArchiveEvents;
import com.datafly.signal.dr.internal.playbook.action.AwaitLagZero;
import com.datafly.signal.dr.internal.playbook.action.AwaitServing;
import com.datafly.signal.dr.internal.playbook.action.FlowInput;
import com.datafly.signal.dr.internal.playbook.action.FreezeTopicRetention;
import com.datafly.signal.dr.internal.playbook.action.LagInput;
import com.datafly.signal.dr.internal.playbook.action.MeasureLag;
import com.datafly.signal.dr.internal.playbook.action.PlanTopicRetention;
import com.datafly.signal.dr.internal.playbook.action.ProbeFlow;
import com.datafly.signal.dr.internal.playbook.action.RedeliverLetters;
import com.datafly.signal.dr.internal.playbook.action.ReplayEvents;
import com.datafly.signal.dr.internal.playbook.action.TopicRetentionInput;
import com.datafly.signal.dr.internal.playbook.action.UnfreezeTopicRetention;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.playbook.step.EventsArchived;
import com.datafly.signal.dr.playbook.step.EventsReplayed;
import com.datafly.signal.dr.playbook.step.FlowProbed;
import com.datafly.signal.dr.playbook.step.LagMeasured;
import com.datafly.signal.dr.playbook.step.LettersRedelivered;
import com.datafly.signal.dr.playbook.step.Protection;
import com.datafly.signal.dr.playbook.step.StreamServing;
import com.datafly.signal.dr.playbook.step.TopicRetentionApplied;
import com.datafly.signal.dr.playbook.step.TopicRetentionPlanned;
import com.datafly.signal.dr.store.ObjectStore;
import java.time.Duration;

/**
 * The ready-made steps of event streams; what {@link Steps} says of its own holds for them too.
 *
 * @since 0.1
 */
public final class EventSteps {

    /** How much longer than its own wait a step may take, so that it says itself what it waited for. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static final int LONGEST_REASON = 120;

    private EventSteps() {}

    /**
     * Adds to an archive what is new in topics, and the cluster's metadata. Fails if a partition cannot be archived;
     * what was added stays, and the step goes on behind it when it is repeated. Leaves an {@link EventsArchived}.
     *
     * @param store where the archive is; it stays open as long as the run goes on
     * @param prefix the beginning of the archive's keys
     */
    public static Step archive(String id, ObjectStore store, String prefix, ArchiveRequest request) {
        ArchiveEvents action = new ArchiveEvents(store);
        return Step.of(
                id,
                action,
                action.input(prefix, request),
                step -> step.title("archive " + request).kind(StepKind.PURE));
    }

    /**
     * Writes events into the event stream again; see {@link EventStream#replay()}. Repeated after a crash it goes on
     * where it was. It has no undo: consumers see the events. Leaves an {@link EventsReplayed}.
     */
    public static Step replay(String id, ReplayRequest request) {
        ReplayEvents action = new ReplayEvents(request);
        return Step.of(
                id,
                action,
                action.input(),
                step -> step.title("replay " + String.join(", ", request.topics()))
                        .scope(StepScope.SOURCE)
                        .kind(StepKind.POINT_OF_NO_RETURN));
    }

    /**
     * Writes dead letters to the topics that they came from; see {@link EventStream#deadLetters()}. Repeated after a
     * crash it goes on with the others. It has no undo: consumers see the events. Leaves a {@link LettersRedelivered}.
     */
    public static Step redeliver(String id, DeadLetterRequest request) {
        RedeliverLetters action = new RedeliverLetters(request);
        return Step.of(
                id,
                action,
                action.input(),
                step -> step.title("redeliver the " + request)
                        .scope(StepScope.SOURCE)
                        .kind(StepKind.POINT_OF_NO_RETURN));
    }

    /** Measures what consumer groups have not read, whatever that is. Leaves a {@link LagMeasured}. */
    public static Step measureLag(String id, LagQuery query) {
        return Step.of(
                id,
                new MeasureLag(),
                LagInput.of(query),
                step -> step.title("measure the consumer lag").kind(StepKind.PURE));
    }

    /**
     * Waits until every group that {@code query} expects has read everything. The wait counts from the step's first
     * beginning, also after a restart; behind it the step fails with {@code DEADLINE_EXCEEDED} and says what is unread.
     * Leaves a {@link LagMeasured}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no group is expected or {@code within} is not positive
     */
    public static Step awaitLagZero(String id, Duration within, LagQuery query) {
        if (query.expected().isEmpty()) {
            throw invalid(id, "no group is expected", "Name the groups, as in LagQuery.groups(\"event-processor\").");
        }
        AwaitLagZero.Input input = new AwaitLagZero.Input(LagInput.of(query), requirePositive(id, within));
        return waiting(
                Step.of(id, new AwaitLagZero(), input, step -> step.title("wait until consumers have read everything")),
                within);
    }

    /**
     * Waits until the event stream can be read and written: it has a controller, and no partition is offline or takes
     * too few acknowledgements. The wait counts from the step's first beginning; behind it the step fails with
     * {@code DEADLINE_EXCEEDED}. Leaves a {@link StreamServing}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code within} is not positive
     */
    public static Step awaitServing(String id, Duration within) {
        AwaitServing.Input input = new AwaitServing.Input(requirePositive(id, within));
        return waiting(
                Step.of(id, new AwaitServing(), input, step -> step.title("wait until the event stream serves")),
                within);
    }

    /** Compares topics with a policy of retention. Leaves a {@link TopicRetentionPlanned}. */
    public static Step planTopicRetention(String id, TopicRetentionPolicy policy) {
        return Step.of(
                id,
                new PlanTopicRetention(),
                TopicRetentionInput.of(policy),
                step -> step.title("plan the retention of topics").kind(StepKind.PURE));
    }

    /**
     * Lets topics keep their events longer, as a {@link #planTopicRetention} step of the same policy showed, and
     * changes nothing else. It refuses a plan with a shorter time. It has no undo: that would delete events. Leaves a
     * {@link TopicRetentionApplied}.
     */
    public static Step applyTopicRetention(String id, String planStep, TopicRetentionPolicy policy) {
        return retention(id, planStep, policy, false)
                .with(step -> step.title("apply the retention of topics").kind(StepKind.PURE));
    }

    /**
     * Changes the retention of topics as {@link #applyTopicRetention} does, also to a shorter time, which deletes
     * events for good: those that every group has read. It refuses to delete what a group has not read.
     */
    public static Step shrinkTopicRetention(String id, String planStep, TopicRetentionPolicy policy) {
        return retention(id, planStep, policy, true)
                .with(step ->
                        step.title("apply the retention of topics, shorter too").kind(StepKind.POINT_OF_NO_RETURN));
    }

    /**
     * Forbids a shorter retention of topics, in all processes; the run is added to the reason. A freeze that is there
     * already is left alone. Leaves a {@link Protection}; the undo ends this run's freeze.
     *
     * @param reason one line of at most 120 characters
     */
    public static Step freezeTopicRetention(String id, String reason) {
        FreezeTopicRetention.Input input =
                new FreezeTopicRetention.Input(Names.requireReason(define(id), reason, LONGEST_REASON));
        return Step.of(
                id,
                new FreezeTopicRetention(),
                input,
                step -> step.title("freeze the retention of topics").scope(StepScope.SOURCE));
    }

    /** Ends the freeze of an earlier step, and no other. The undo sets it again. */
    public static Step unfreezeTopicRetention(String id, String freezeStep) {
        UnfreezeTopicRetention.Input input = new UnfreezeTopicRetention.Input(freezeStep);
        return Step.of(
                        id,
                        new UnfreezeTopicRetention(),
                        input,
                        step -> step.title("end the freeze of topics' retention")
                                .scope(StepScope.SOURCE))
                .after(freezeStep);
    }

    /**
     * Puts a marker in at the front and waits until it came out everywhere. Fails with {@code FAILED_PRECONDITION}
     * unless it did, and says where it did not; what was found is evidence of the run in either case. After a crash it
     * is repeated with another marker. A drill leaves it out, for the product would see it. Leaves a
     * {@link FlowProbed}.
     */
    public static Step probeEventFlow(String id, FlowProbe probe) {
        return flow(id, probe, false);
    }

    /** Like {@link #probeEventFlow}, at the standby: after a failover, that is where events flow. */
    public static Step probeStandbyEventFlow(String id, FlowProbe probe) {
        return flow(id, probe, true);
    }

    private static Step flow(String id, FlowProbe probe, boolean standby) {
        return waiting(
                        Step.of(
                                id,
                                new ProbeFlow(),
                                FlowInput.of(probe, standby),
                                step -> step.title("see a marker come from " + probe.front())),
                        probe.deadline())
                .with(step -> step.scope(StepScope.SOURCE));
    }

    private static Step retention(String id, String planStep, TopicRetentionPolicy policy, boolean shrink) {
        ApplyTopicRetention.Input input =
                new ApplyTopicRetention.Input(planStep, TopicRetentionInput.of(policy), shrink);
        return Step.of(id, new ApplyTopicRetention(), input, step -> step.scope(StepScope.SOURCE))
                .after(planStep);
    }

    private static Step waiting(Step step, Duration within) {
        Duration timeout = within.plus(GRACE);
        return step.with(more -> more.title(step.title() + ", for " + Durations.words(within) + " at most")
                .kind(StepKind.PURE)
                .timeout(timeout));
    }

    private static Duration requirePositive(String id, Duration within) {
        if (within.isNegative() || within.isZero()) {
            throw invalid(id, "the wait is " + within, "Say how long to wait, as in Duration.ofMinutes(30).");
        }
        return within;
    }

    private static DrException invalid(String id, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, define(id), problem, failure -> failure.hint(hint));
    }

    private static String define(String id) {
        return "define the step '" + id + "'";
    }
}
