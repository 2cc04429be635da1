package com.datafly.signal.dr.kafka.internal.http;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The only place that knows what statuses and messages of the services beside a cluster mean.
 *
 * <p>An answer with a 4xx status changed nothing. A change without an answer, or with a 5xx one, has an unknown effect,
 * unless the connection never stood.
 */
final class HttpErrors {

    private static final Duration REBALANCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final int LONGEST_MESSAGE = 500;

    private HttpErrors() {}

    /** Tells whether the request did not leave this machine. */
    static boolean neverSent(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    static DrException unanswered(Call call, URI base, IOException e) {
        boolean sent = !neverSent(e);
        String problem = base.getHost() + (sent ? " did not answer: " : " cannot be reached: ") + e;
        return DrException.create(
                ErrorCode.UNAVAILABLE,
                call.operation(),
                problem,
                failure -> failure.cause(e)
                        .detail("address", base)
                        .effect(sent && !call.reads() ? Effect.UNKNOWN : Effect.NONE)
                        .retryAfter(REBALANCE)
                        .hint("Check that the service runs and that " + base + " is its address."));
    }

    static DrException unaddressed(Call call) {
        return DrException.of(ErrorCode.INVALID_ARGUMENT, call.operation(), "no address was given");
    }

    static DrException interrupted(Call call, InterruptedException e) {
        return DrException.create(
                ErrorCode.CANCELLED,
                call.operation(),
                "the thread was interrupted",
                failure -> failure.cause(e).effect(call.reads() ? Effect.NONE : Effect.UNKNOWN));
    }

    static DrException unreadable(Call call, HttpResponse<String> response) {
        return DrException.create(
                ErrorCode.UNKNOWN,
                call.operation(),
                "the answer is no JSON",
                failure -> facts(response, failure)
                        .effect(call.reads() ? Effect.NONE : Effect.APPLIED)
                        .hint("Check that " + response.uri() + " is the service's address, and no proxy's."));
    }

    /** Translates an answer other than 2xx. */
    static DrException refused(Call call, HttpResponse<String> response, JsonNode body) {
        String message = message(response, body);
        ErrorCode code = code(response.statusCode(), message, body);
        return DrException.create(code, call.operation(), message, failure -> {
            facts(response, failure);
            failure.effect(response.statusCode() >= 500 && !call.reads() ? Effect.UNKNOWN : Effect.NONE);
            if (code == ErrorCode.UNAVAILABLE || code == ErrorCode.THROTTLED) {
                failure.retryAfter(wait(response));
            }
            hint(code, response.statusCode()).ifPresent(failure::hint);
        });
    }

    private static ErrorCode code(int status, String message, JsonNode body) {
        return switch (status) {
            // Kafka Connect says so of offsets that are changed under a connector that is not stopped.
            case 400, 422 ->
                message.contains("STOPPED state") ? ErrorCode.FAILED_PRECONDITION : ErrorCode.INVALID_ARGUMENT;
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            // Kafka Connect gives a path that it does not know the status of what is not there.
            case 404 ->
                message.startsWith("HTTP 404") || body.isMissingNode() ? ErrorCode.UNSUPPORTED : ErrorCode.NOT_FOUND;
            case 405, 501 -> ErrorCode.UNSUPPORTED;
            case 429 -> ErrorCode.THROTTLED;
            case 408, 409, 500, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
            default -> ErrorCode.UNKNOWN;
        };
    }

    private static Optional<String> hint(ErrorCode code, int status) {
        @Nullable
        String hint = switch (code) {
            case UNAUTHENTICATED -> "Check the user and the secret that were given for this service.";
            case PERMISSION_DENIED -> "Allow these credentials to do so.";
            case UNSUPPORTED ->
                "The service does not know this request: it is too old for it, or the address"
                        + " is not its own. Offsets of connectors need Kafka Connect 3.6.";
            case FAILED_PRECONDITION -> "Stop the connector first, and wait until its tasks are gone.";
            case UNAVAILABLE ->
                status == 409
                        ? "The workers are rebalancing or another change is under way: try again in a moment."
                        : null;
            default -> null;
        };
        return Optional.ofNullable(hint);
    }

    private static DrException.Builder facts(HttpResponse<String> response, DrException.Builder failure) {
        response.headers()
                .firstValue("x-request-id")
                .or(() -> response.headers().firstValue("x-ms-request-id"))
                .ifPresent(failure::requestId);
        return failure.detail("httpStatus", response.statusCode());
    }

    private static Duration wait(HttpResponse<String> response) {
        return response.headers()
                .firstValue("retry-after")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked)
                .orElse(REBALANCE);
    }

    /** Finds the words: Kafka Connect's, Azure's, Confluent's. */
    private static String message(HttpResponse<String> response, JsonNode body) {
        for (String place : new String[] {"/message", "/error/message", "/errors/0/detail"}) {
            String text = body.at(place).asText("");
            if (!text.isBlank()) {
                return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " ...";
            }
        }
        return String.format(Locale.ROOT, "the answer had status %d", response.statusCode());
    }
}
