package com.datafly.signal.dr.internal.events.replay;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.internal.events.retention.TopicPattern;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a request must be like, before anybody is asked. */
public final class ReplayChecks {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._*-]{1,249}");

    private static final Duration MOST_DISORDER = Duration.ofDays(365);

    private ReplayChecks() {}

    /** Refuses a request that cannot be meant. */
    public static void require(ReplayRequest request) {
        String operation = request.toString();
        if (request.topics().isEmpty()) {
            throw invalid("replay events", "no topic is named", "Name one by topics(\"events.raw\").");
        }
        request.topics().forEach(pattern -> requireTopic(operation, pattern));
        request.into().ifPresent(topic -> requireTopic(operation, topic));
        if (request.from().isPresent()
                && request.to().isPresent()
                && !request.from().get().isBefore(request.to().get())) {
            throw invalid(
                    operation,
                    "it begins at " + request.from().get() + " and ends at "
                            + request.to().get(),
                    "Let it end after it begins.");
        }
        if (request.follows() && request.to().isPresent()) {
            throw invalid(operation, "it has an end and goes on until it is stopped", "Leave one of the two out.");
        }
        if (request.disorder().isNegative() || request.disorder().compareTo(MOST_DISORDER) > 0) {
            throw invalid(
                    operation,
                    "the times are out of order by " + request.disorder(),
                    "Use nothing to 365 days as disorder().");
        }
        requireSource(operation, request);
        requireRate(operation, request.recordsPerSecond());
        requireRate(operation, request.bytesPerSecond());
        request.runId().ifPresent(id -> requireId(operation, id));
    }

    private static void requireSource(String operation, ReplayRequest request) {
        if (request.archive().isPresent() && request.source().isPresent()) {
            throw invalid(
                    operation,
                    "its source is both " + request.source().get() + " and "
                            + request.archive().get(),
                    "Leave one of the two out.");
        }
        if (request.archive().isPresent() && request.follows()) {
            throw invalid(
                    operation,
                    "it goes on until it is stopped, and " + request.archive().get() + " has an end",
                    "Leave follow() out, or read the stream itself.");
        }
        if (request.archive().isEmpty() && !request.lineages().isEmpty()) {
            throw invalid(
                    operation,
                    "lineages " + request.lineages() + " are named, and it reads a stream",
                    "Leave lineages() out, or read an archive by source(archive).");
        }
    }

    /** Accepts a name or a pattern of topics that are the product's. */
    static void requireTopic(String operation, String topic) {
        if (!TOPIC.matcher(topic).matches()) {
            throw invalid(
                    operation,
                    "'" + topic + "' is no topic's name with * in it",
                    "Write * for any characters, as in events.delivery.*; a regular expression is not understood.");
        }
        if (TopicPattern.reserved(topic)) {
            throw invalid(
                    operation,
                    "'" + topic + "' means topics that the cluster, its replication or this library keeps for itself",
                    "Leave it out.");
        }
    }

    /** Accepts what is more than nothing. */
    static void requireRate(String operation, double rate) {
        if (!(rate > 0)) {
            throw invalid(operation, "the rate is " + rate, "Use more than 0 a second, or leave the limit out.");
        }
    }

    /** Accepts what can be part of a key and of a transaction's name. */
    static void requireId(String operation, String id) {
        if (!ID.matcher(id).matches()) {
            throw invalid(
                    operation,
                    "the run's id is '" + id + "'",
                    "Use 1 to 100 letters, digits, dots, hyphens and underscores.");
        }
    }

    private static DrException invalid(String operation, String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, operation, problem, failure -> failure.hint(hint));
    }
}
