package com.datafly.signal.dr;

/**
 * What a caller may do after a failure.
 *
 * @since 0.1
 */
public enum RetryAdvice {
    /** The same call will fail again until something else changes. */
    NEVER,
    /** The same call may be repeated at once. */
    SAFE,
    /** The same call may be repeated after {@link DrException#retryAfter()}. */
    AFTER,
    /** The outcome must be looked up before the call is repeated. */
    RECONCILE_FIRST
}
