package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The pace of the calls of one resource: how many, how often again, and when to leave it alone for a while.
 *
 * <p>Resilience4j's rate limiter counts real seconds, so under a time source of a test's own it does not apply.
 */
public final class Resilience {

    /** How long one call of the portable API may go on trying. */
    static final Duration BUDGET = Duration.ofMinutes(1);

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration BREAK = Duration.ofSeconds(10);

    private final Retry retry;
    private final CircuitBreaker breaker;
    private final RateLimiter limiter;
    private final TimeSource time;

    /** Paces the calls of {@code resource}. */
    public Resilience(String resource, int callsPerSecond, TimeSource time) {
        this.time = time;
        this.retry = Retry.of(resource, retries());
        this.breaker = CircuitBreaker.of(resource, breaks(time));
        this.limiter = RateLimiter.of(
                resource,
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(Duration.ofSeconds(1))
                        .limitForPeriod(callsPerSecond)
                        .timeoutDuration(BUDGET)
                        .build());
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /**
     * Takes one of the calls of this second, or of a later one.
     *
     * @return how long to wait for it
     */
    Duration reserveCall() {
        long wait = time == SystemTimeSource.INSTANCE ? limiter.reservePermission() : 0;
        return wait < 0 ? BUDGET : Duration.ofNanos(wait);
    }

    /** Begins the attempts of one call, which may take as long as {@code allowed}. */
    public RetryBudget budget(Duration allowed) {
        return new RetryBudget(retry.asyncContext(), time, allowed.compareTo(BUDGET) < 0 ? allowed : BUDGET);
    }

    /** Which failures are worth a repetition is the caller's decision; this is when, and how often. */
    private static RetryConfig retries() {
        IntervalFunction backoff = IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 2.0, 0.5, LONGEST_PAUSE);
        return RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .retryOnException(failure -> true)
                .intervalBiFunction((attempt, outcome) ->
                        Math.max(backoff.apply(attempt), outcome.fold(Resilience::advisedPause, result -> 0L)))
                .build();
    }

    private static long advisedPause(Throwable failure) {
        return failure instanceof DrException reported
                ? reported.retryAfter().map(Duration::toMillis).orElse(0L)
                : 0;
    }

    /** Wall clocks jump, so the breaker's clock is the time source. */
    private static CircuitBreakerConfig breaks(TimeSource time) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(60)
                .waitDurationInOpenState(BREAK)
                .permittedNumberOfCallsInHalfOpenState(3)
                .maxWaitDurationInHalfOpenState(BREAK)
                .clock(new MonotonicClock(time))
                .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
                .recordException(
                        failure -> failure instanceof DrException reported && reported.code() == ErrorCode.UNAVAILABLE)
                .build();
    }
}
