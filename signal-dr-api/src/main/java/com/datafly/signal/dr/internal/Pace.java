package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait between two looks at one piece of work: a share of its age, so that waiting adds no more than that
 * share and long work costs few calls.
 *
 * <p>The share is a twentieth. Where work of its kind was seen before it is a tenth while the end is far, and a
 * fortieth when it is near; progress brings the next look forward to the end that it foretells. The driver's word on
 * when a look is worth a call holds in any case.
 */
final class Pace {

    private static final int UNKNOWN = 20;
    private static final int FAR = 10;
    private static final int NEAR = 40;

    /** What is not shown yet shows within seconds, as answers may lag behind changes. */
    private static final Duration LAG = Duration.ofSeconds(1);

    private final WorkHistory history;
    private final String kind;
    private final Duration least;

    /**
     * Sets the pace.
     *
     * @param kind what work is like this
     * @param least the wait where the driver says nothing of this work
     */
    Pace(WorkHistory history, String kind, Duration least) {
        this.history = history;
        this.kind = kind;
        this.least = least;
    }

    /** Remembers that the work is done, and how long it took. */
    void done(Duration took) {
        history.add(kind, took);
    }

    /** Returns how long to wait, the work being of that age and having been seen so. */
    Duration interval(Duration age, OperationStatus seen) {
        Duration usual = history.expect(kind).map(span -> towards(span, age)).orElse(age.dividedBy(UNKNOWN));
        Duration wait = seen.progress()
                .flatMap(progress -> left(progress, age))
                .map(left -> earlier(usual, later(left, age.dividedBy(NEAR))))
                .orElse(usual);
        return later(wait, seen.lookAgainAfter().orElse(least));
    }

    /**
     * Returns how long to wait for what comes after the provider's long part: what a call began, or what is not shown
     * yet, be it the work's trace or its result.
     *
     * @param since how long that has been awaited
     * @param worth the driver's word on when a look is worth a call
     */
    Duration afterwards(Duration since, Optional<Duration> worth) {
        return later(since.dividedBy(UNKNOWN), worth.orElse(later(least, LAG)));
    }

    private static Duration towards(WorkHistory.Span span, Duration age) {
        Duration near = span.shortest().multipliedBy(4).dividedBy(5);
        Duration past = span.longest().multipliedBy(5).dividedBy(4);
        if (age.compareTo(near) < 0) {
            return earlier(age.dividedBy(FAR), later(near.minus(age), age.dividedBy(NEAR)));
        }
        return age.dividedBy(age.compareTo(past) < 0 ? NEAR : UNKNOWN);
    }

    /** Returns what is left if the rest takes as long in proportion as what is done; what is all done tells nothing. */
    private static Optional<Duration> left(Progress progress, Duration age) {
        double done = progress.fraction().orElse(0);
        return done > 0 && done < 1
                ? Optional.of(Duration.ofNanos((long) (age.toNanos() * (1 - done) / done)))
                : Optional.empty();
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
