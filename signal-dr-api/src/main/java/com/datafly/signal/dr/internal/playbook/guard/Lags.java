package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.GroupLag;
import com.datafly.signal.dr.events.GroupState;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.events.StreamHealth;
import com.datafly.signal.dr.internal.events.lag.LagWait;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether consumers have read what there is, and whether the cluster serves them. */
public final class Lags {

    private Lags() {}

    /** Asks whether the expected groups have read everything. */
    public static GuardResult zero(StepContext context, LagQuery query) {
        LagReport report = context.events().lag().measure(query);
        if (report.zero()) {
            return GuardResult.passed("read to the end: " + names(report));
        }
        String seen = LagWait.some(report.obstacles());
        return report.known()
                        || expected(report).stream().anyMatch(lag -> lag.total().knownMessages() > 0)
                ? GuardResult.failed(seen)
                : GuardResult.unproven(seen);
    }

    /** Asks whether the expected groups have fewer unread messages than that, each. */
    public static GuardResult below(StepContext context, LagQuery query, long messages) {
        return judge(context.events().lag().measure(query), lag -> {
            if (lag.total().knownMessages() >= messages) {
                return Optional.of(GuardResult.failed(lag + ", and fewer than " + messages + " messages are allowed"));
            }
            return lag.total().messages().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            GuardResult.unproven("of some partitions it is not known how much is unread: " + lag));
        });
    }

    /** Asks whether the next unread messages of the expected groups are younger than that. */
    public static GuardResult below(StepContext context, LagQuery query, Duration delay) {
        return judge(context.events().lag().measure(query), lag -> {
            if (lag.total().knownDelay().compareTo(delay) >= 0) {
                return Optional.of(
                        GuardResult.failed(lag + ", and less than " + Durations.words(delay) + " is allowed"));
            }
            return lag.total().delay().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            GuardResult.unproven("of some partitions it is not known how old the unread is: " + lag));
        });
    }

    private static GuardResult judge(LagReport report, Function<GroupLag, Optional<GuardResult>> rule) {
        GuardResult worst = null;
        for (GroupLag lag : expected(report)) {
            Optional<GuardResult> found = absent(lag).or(() -> rule.apply(lag));
            if (found.isPresent() && (worst == null || !failed(worst))) {
                worst = found.get();
            }
        }
        return worst != null
                ? worst
                : GuardResult.passed(
                        expected(report).stream().map(GroupLag::toString).collect(Collectors.joining("; ")));
    }

    private static boolean failed(GuardResult result) {
        return result.verdict() == Verdict.FAILED;
    }

    /** A group that is not there, or reads nothing, has no lag to be below anything. */
    private static Optional<GuardResult> absent(GroupLag lag) {
        if (lag.failure().isPresent()) {
            return Optional.of(GuardResult.unproven(LagWait.some(lag.obstacles())));
        }
        boolean missing = lag.group().state() == GroupState.DEAD
                || lag.partitions().isEmpty()
                || !lag.missingTopics().isEmpty();
        return missing ? Optional.of(GuardResult.failed(LagWait.some(lag.obstacles()))) : Optional.empty();
    }

    private static List<GroupLag> expected(LagReport report) {
        return report.groups().stream().filter(GroupLag::expected).toList();
    }

    private static String names(LagReport report) {
        return expected(report).stream().map(GroupLag::name).collect(Collectors.joining(", "));
    }

    /** Asks whether the cluster serves. */
    public static GuardResult serving(StepContext context) {
        EventStream events = context.events();
        StreamHealth health = events.health();
        return health.serving()
                ? GuardResult.passed(events.address() + " serves: " + health)
                : GuardResult.failed(events.address() + " does not serve, "
                        + (health.controller().isEmpty()
                                ? "without a controller"
                                : "with partitions that take no writes, or of which nobody could tell")
                        + ": " + health);
    }
}
