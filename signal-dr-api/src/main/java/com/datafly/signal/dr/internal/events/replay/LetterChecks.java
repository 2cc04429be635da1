package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.DeadLetterRequest;

/** What a request for dead letters must be like, before anybody is asked. */
public final class LetterChecks {

    private LetterChecks() {}

    /** Refuses a request that cannot be meant. */
    public static void require(DeadLetterRequest request) {
        String operation = request.toString();
        requireOne(operation, request.topic());
        request.parkingTopic().ifPresent(parking -> {
            requireOne(operation, parking);
            if (parking.equals(request.topic())) {
                throw invalid(operation, "the parking topic is the topic itself", "Name another one.");
            }
        });
        if (request.maxAttempts() < 1) {
            throw invalid(
                    operation, "the most attempts are " + request.maxAttempts(), "Allow one attempt at the least.");
        }
        ReplayChecks.requireRate(operation, request.recordsPerSecond());
        ReplayChecks.requireRate(operation, request.bytesPerSecond());
        request.runId().ifPresent(id -> ReplayChecks.requireId(operation, id));
    }

    private static void requireOne(String operation, String topic) {
        ReplayChecks.requireTopic(operation, topic);
        if (topic.contains("*")) {
            throw invalid(operation, "'" + topic + "' is no topic's name", "Name one topic, without *.");
        }
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
