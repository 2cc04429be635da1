package com.datafly.signal.dr.selfmanaged.internal.wal;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The round trips of a stream. A server answers a request before it looks for the end of its log again, and may speak
 * without being asked: only two round trips after a moment is it certain that it has looked since. A request counts
 * only if it was sent after the answer to the one before had come. Thread-safe.
 */
final class AnsweredRequests {

    private boolean waiting;
    private @Nullable Instant last;
    private @Nullable Instant lastButOne;

    /** The server is being asked. */
    synchronized void sent() {
        waiting = true;
    }

    /**
     * The server has spoken, as an answer if there was a request.
     *
     * @param serverTime when, on the server's clock
     * @return the server's time two round trips ago; empty if this is no answer, or there were not as many
     */
    synchronized Optional<Instant> answered(Instant serverTime) {
        if (!waiting) {
            return Optional.empty();
        }
        waiting = false;
        Optional<Instant> known = Optional.ofNullable(lastButOne);
        lastButOne = last;
        last = serverTime;
        return known;
    }
}
