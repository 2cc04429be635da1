package com.datafly.signal.dr.internal.events.lag;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ConsumerLag;
import com.datafly.signal.dr.events.LagQuery;
import com.datafly.signal.dr.events.LagReport;
import com.datafly.signal.dr.internal.report.Durations;
import com.datafly.signal.dr.operation.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until nothing is unread. */
public final class LagWait {

    private static final String OPERATION = "wait for a consumer lag of zero";
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int NAMED = 10;

    private final ConsumerLag lag;
    private final TimeSource time;
    private final Consumer<LagReport> seen;

    /**
     * Measures by {@code lag}.
     *
     * @param seen hears of each measurement
     */
    public LagWait(ConsumerLag lag, TimeSource time, Consumer<LagReport> seen) {
        this.lag = lag;
        this.time = time;
        this.seen = seen;
    }

    /** Measures until the lag is zero; fails as {@link ConsumerLag#awaitZero} does. */
    public LagReport await(LagQuery query, Duration deadline) {
        require(query, deadline);
        long start = time.nanoTime();
        while (true) {
            Look look = look(query);
            if (look.report() != null && look.report().zero()) {
                return look.report();
            }
            Duration left = deadline.minusNanos(time.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                throw late(deadline, look);
            }
            pause(left.compareTo(INTERVAL) < 0 ? left : INTERVAL);
        }
    }

    /** What was seen, or why nothing was. */
    private record Look(
            @Nullable LagReport report, @Nullable DrException failure) {

        List<String> obstacles() {
            return report != null ? report.obstacles() : List.of(String.valueOf(failure));
        }
    }

    private Look look(LagQuery query) {
        try {
            LagReport report = lag.measure(query);
            seen.accept(report);
            return new Look(report, null);
        } catch (DrException e) {
            return switch (e.code()) {
                case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED -> new Look(null, e);
                default -> throw e;
            };
        }
    }

    private static void require(LagQuery query, Duration deadline) {
        if (query.expected().isEmpty()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPERATION,
                    "no group is expected",
                    failure -> failure.hint("Name the groups, as in LagQuery.groups(\"event-processor\")."));
        }
        if (deadline.isNegative()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    OPERATION,
                    "the deadline is " + deadline,
                    failure -> failure.hint("Say for how long to wait; Duration.ZERO measures once."));
        }
    }

    private static DrException late(Duration deadline, Look look) {
        return DrException.create(
                ErrorCode.DEADLINE_EXCEEDED,
                OPERATION,
                "not after " + Durations.words(deadline) + ": " + some(look.obstacles()),
                failure -> {
                    failure.hint(
                            "Look at the consumers' logs: a group that does not move has stopped, or fails again and"
                                    + " again on one event.");
                    if (look.failure() != null) {
                        failure.cause(look.failure());
                    }
                });
    }

    /** Names the first obstacles, for there may be thousands. */
    public static String some(List<String> obstacles) {
        return obstacles.size() <= NAMED
                ? String.join("; ", obstacles)
                : String.join("; ", obstacles.subList(0, NAMED)) + "; and " + (obstacles.size() - NAMED) + " more";
    }

    private void pause(Duration duration) {
        try {
            time.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, OPERATION, "the waiting thread was interrupted");
        }
    }
}
