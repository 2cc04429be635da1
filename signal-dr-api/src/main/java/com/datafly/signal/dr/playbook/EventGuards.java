package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.internal.playbook.failover.Readiness;
import com.datafly.signal.dr.internal.playbook.guard.Flows;
import com.datafly.signal.dr.internal.playbook.guard.Lags;
import com.datafly.signal.dr.internal.playbook.guard.Losses;
import com.datafly.signal.dr.internal.playbook.guard.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The ready-made guards of event streams; what {@link Guards} says of its own holds for them too.
 *
 * @since 0.1
 */
public final class EventGuards {

    private EventGuards() {}

    /**
     * Every one of the groups is there, and has read every partition of its topics to the end. Failed where something
     * is unread, or a group is not there; unproven where it could not be found out. In a drill it is looked at but need
     * not hold.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if no group is named
     */
    public static Guard consumerLagZero(String... groups) {
        return consumerLagZero(LagQuery.groups(groups));
    }

    /** Like {@link #consumerLagZero(String...)}, with the topics that each group must have read. */
    public static Guard consumerLagZero(LagQuery query) {
        requireGroups(query);
        return lag("consumer lag zero", query, Map.of(), context -> Lags.zero(context, query));
    }

    /**
     * Every one of the groups is there, and has fewer unread messages than {@code messages}. Unproven where that is not
     * known of some partition. In a drill it is looked at but need not hold.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code messages} is not positive, or no group is named
     */
    public static Guard consumerLagBelow(long messages, String... groups) {
        if (messages <= 0) {
            throw invalid("the limit of messages is " + messages, "Use one or more, or consumerLagZero(groups).");
        }
        LagQuery query = LagQuery.groups(groups);
        return lag(
                "consumer lag below",
                query,
                Map.of("messages", Long.toString(messages)),
                context -> Lags.below(context, query, messages));
    }

    /**
     * Every one of the groups is there, and its next unread message is younger than {@code delay} in every partition.
     * Unproven where that is not known. In a drill it is looked at but need not hold.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code delay} is not positive, or no group is named
     */
    public static Guard consumerLagBelow(Duration delay, String... groups) {
        if (delay.isNegative() || delay.isZero()) {
            throw invalid("the limit of the delay is " + delay, "Use more than zero, or consumerLagZero(groups).");
        }
        LagQuery query = LagQuery.groups(groups);
        return lag(
                "consumer lag below",
                query,
                Map.of("delay", delay.toString()),
                context -> Lags.below(context, query, delay));
    }

    /** The event stream has a controller, and every partition can be read, and written with full acknowledgement. */
    public static Guard eventStreamServing() {
        return new Question("event stream serving", GuardKind.CONDITION, Map.of(), Lags::serving);
    }

    /**
     * A {@link EventSteps#probeEventFlow} step of this run has seen events flow. In a drill, which puts no marker in,
     * it need not hold.
     */
    public static Guard eventFlowProven(String flowStep) {
        return eventFlowProven(flowStep, Duration.ofDays(1));
    }

    /**
     * Like {@link #eventFlowProven(String)}, at most {@code maxAge} ago.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code maxAge} is not positive
     */
    public static Guard eventFlowProven(String flowStep, Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw invalid("the age is " + maxAge, "Say how old the proof may be, as in Duration.ofMinutes(10).");
        }
        return new Question(
                        "event flow proven",
                        GuardKind.FRESHNESS,
                        Map.of("step", requireNonNull(flowStep, "flowStep"), "max age", maxAge.toString()),
                        context -> Flows.proven(context, flowStep, maxAge))
                .unlessDrill();
    }

    /**
     * A {@link FailoverSteps#declareLoss} step of this run found that surely no more than {@code events} are lost.
     * Unproven where that is not sure.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if {@code events} is negative
     */
    public static Guard streamLossAtMost(String lossStep, long events) {
        if (events < 0) {
            throw invalid("the limit of lost events is " + events, "Use zero or more.");
        }
        return new Question(
                        "stream loss at most",
                        GuardKind.POLICY,
                        Map.of("step", requireNonNull(lossStep, "lossStep"), "events", Long.toString(events)),
                        context -> Losses.atMost(context, lossStep, events))
                .unlessDrill();
    }

    /**
     * No other run cut over to the standby without anybody having gone back since: {@link FailoverSteps#markCutOver}
     * would refuse when groups are moved already. In a drill it is looked at but need not hold.
     */
    public static Guard noCutOverOpen() {
        return new Question("no cut-over open", GuardKind.CONDITION, Map.of(), Readiness::noCutOverOpen).unlessDrill();
    }

    /**
     * The old cluster has the access rules that {@link FailoverSteps#fenceOldCluster} needs, or does not answer. In a
     * drill it is looked at but need not hold.
     */
    public static Guard oldClusterFenceable() {
        return new Question("old cluster fenceable", GuardKind.CONDITION, Map.of(), Readiness::fenceable).unlessDrill();
    }

    private static Guard lag(
            String name, LagQuery query, Map<String, String> limit, Function<StepContext, GuardResult> look) {
        Map<String, String> parameters = new LinkedHashMap<>(limit);
        parameters.put("groups", described(requireNonNull(query, "query")));
        return new Question(name, GuardKind.POLICY, parameters, look).unlessDrill();
    }

    private static String described(LagQuery query) {
        List<String> groups = query.expected().entrySet().stream()
                .map(entry -> entry.getKey() + (entry.getValue().isEmpty() ? "" : new TreeSet<>(entry.getValue())))
                .sorted()
                .toList();
        return String.join(", ", groups) + (query.membersRequired() ? ", with members" : "");
    }

    private static void requireGroups(LagQuery query) {
        if (query.expected().isEmpty()) {
            throw invalid("no group is expected", "Name the groups that have to have read everything.");
        }
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, "define a guard", problem, failure -> failure.hint(hint));
    }
}
