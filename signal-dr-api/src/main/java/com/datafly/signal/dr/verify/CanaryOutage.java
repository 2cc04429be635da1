package com.datafly.signal.dr.verify;

import java.time.Duration;
import java.time.Instant;

/**
 * A time during which no canary could be written, so that the recovery point cannot be told more precisely than that.
 *
 * @param from the beginning, by the writer's own clock
 * @param duration how long it lasted, or has lasted so far
 * @param reason the first failure
 * @since 0.1
 */
public record CanaryOutage(Instant from, Duration duration, String reason) {}
