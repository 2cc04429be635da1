package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.HealthQuery;
import com.datafly.signal.dr.platform.HealthReport;
import com.datafly.signal.dr.platform.HealthWatch;
import com.datafly.signal.dr.platform.PlatformHealth;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks again and again. Used by one thread. */
final class HealthLooks {

    private final PlatformHealth health;
    private final PlatformResource resource;
    private final HealthWatch watch;
    private final HealthDiary diary;
    private final TimeSource time;
    private final long start;
    private int looks;
    private int unseen;
    private Duration seen = Duration.ZERO;
    private Duration blind = Duration.ZERO;
    private @Nullable DrException failure;

    HealthLooks(PlatformHealth health, PlatformResource resource, HealthWatch watch) {
        this.health = health;
        this.resource = resource;
        this.watch = watch;
        this.diary = new HealthDiary(resource.address().toString(), watch.listener());
        this.time = resource.time();
        this.start = time.nanoTime();
    }

    /** Looks; empty if the platform does not answer for now. */
    Optional<HealthReport> look(HealthQuery query) {
        looks++;
        Duration begun = elapsed();
        try {
            HealthReport report = health.report(query);
            failure = null;
            blind = longer(blind, begun.minus(seen));
            seen = begun;
            diary.saw(report);
            return Optional.of(report);
        } catch (DrException e) {
            return switch (e.code()) {
                case UNAVAILABLE, THROTTLED, DEADLINE_EXCEEDED -> {
                    unseen++;
                    failure = e;
                    diary.sawNothing(resource.clock().instant(), e);
                    yield Optional.empty();
                }
                default -> throw e;
            };
        }
    }

    /** Returns why the last look saw nothing. */
    Optional<DrException> failure() {
        return Optional.ofNullable(failure);
    }

    HealthDiary diary() {
        return diary;
    }

    int looks() {
        return looks;
    }

    int unseen() {
        return unseen;
    }

    /** Returns the longest time from a look that was answered to the next one; from the beginning to the first. */
    Duration blind() {
        return blind;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    Duration elapsed() {
        return Duration.ofNanos(time.nanoTime() - start);
    }

    boolean isOver() {
        return elapsed().compareTo(watch.within()) >= 0;
    }

    /** Waits for the next look, at most until the time is over. */
    void pause(String operation) {
        Duration left = watch.within().minus(elapsed());
        try {
            time.sleep(left.compareTo(watch.interval()) < 0 ? left : watch.interval());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.of(ErrorCode.CANCELLED, operation, "the waiting thread was interrupted");
        }
    }
}
