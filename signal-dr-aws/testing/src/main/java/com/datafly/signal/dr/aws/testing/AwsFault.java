package com.datafly.signal.dr.aws.testing;

/**
 * What may go wrong with one request. More may be added.
 *
 * @since 0.1
 */
public enum AwsFault {
    /** Answered with HTTP status 400, Throttling and a Retry-After header; nothing happens. */
    THROTTLED,
    /** Answered with HTTP status 503, ServiceUnavailable; nothing happens. */
    REFUSED,
    /** The connection is closed before anything happens. */
    REQUEST_LOST,
    /** What was asked for happens, then the connection is closed without an answer. */
    ANSWER_LOST,
    /** A description is answered as it was before the last change; a change is made as usual. */
    STALE
}
