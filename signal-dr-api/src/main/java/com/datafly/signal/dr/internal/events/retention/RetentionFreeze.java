package com.datafly.signal.dr.internal.events.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.Names;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.util.Map;
import java.util.Optional;

/**
 * The incident freeze, noted in the cluster itself, so that every process sees it. It has a topic of its own: in one
 * with transactions, an open one would hide it.
 */
final class RetentionFreeze {

    private static final String TOPIC = "signal-dr.retention";
    private static final String KEY = "freeze";
    private static final int LONGEST_REASON = 200;

    private final StreamResource resource;
    private final StateTopic state;

    RetentionFreeze(StreamResource resource) {
        this.resource = resource;
        this.state = new StateTopic(resource, TOPIC);
    }

    void on(String reason) {
        Names.requireReason("freeze the retention of " + resource.address(), reason, LONGEST_REASON);
        state.put(KEY, reason.getBytes(UTF_8));
    }

    void off() {
        if (reason().isPresent()) {
            state.put(Map.of(KEY, Optional.empty()));
        }
    }

    /** Returns the reason, if there is a freeze. */
    Optional<String> reason() {
        return state.get(KEY).map(bytes -> new String(bytes, UTF_8));
    }

    /** Returns the reason for a report, also where the credential may not see it. */
    Optional<String> reported() {
        try {
            return reason();
        } catch (DrException e) {
            if (e.code() != ErrorCode.PERMISSION_DENIED) {
                throw e;
            }
            return Optional.of("whether it is frozen cannot be seen: " + e.problem());
        }
    }

    void requireOff(String operation) {
        reason().ifPresent(reason -> {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "retention is frozen: " + reason,
                    "End the freeze with TopicRetention.unfreeze() once the incident is over.");
        });
    }
}
