package com.datafly.signal.dr.k8s.internal;

import com.datafly.signal.dr.ErrorCode;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an API server answered instead of doing what it was asked.
 *
 * @param code the HTTP status
 * @param reason the server's own word, as in {@code AlreadyExists}; empty if it gave none
 * @param message what it says more
 * @param causes what it objects to, one by one
 * @param retryAfter how long it wants to be left alone, if it says so
 */
record Refusal(int code, String reason, String message, List<StatusCause> causes, Optional<Duration> retryAfter) {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    static Refusal of(KubernetesClientException thrown) {
        Status status = thrown.getStatus();
        if (status == null) {
            return new Refusal(thrown.getCode(), "", text(thrown.getMessage()), List.of(), Optional.empty());
        }
        Optional<StatusDetails> details = Optional.ofNullable(status.getDetails());
        return new Refusal(
                thrown.getCode(),
                text(status.getReason()),
                text(status.getMessage()),
                details.map(StatusDetails::getCauses).orElse(List.of()),
                details.map(StatusDetails::getRetryAfterSeconds)
                        .filter(seconds -> seconds > 0)
                        .map(Duration::ofSeconds)
                        .map(asked -> asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT));
    }

    /** The JDK gives the status with which a server kept from changing over to a WebSocket, and none of its words. */
    static Refusal of(WebSocketHandshakeException thrown) {
        int code = thrown.getResponse() == null ? 0 : thrown.getResponse().statusCode();
        return new Refusal(code, "", "", List.of(), Optional.empty());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s*\\R\\s*", " ").strip();
    }

    ErrorCode meaning() {
        return switch (code) {
            case 400 -> missesLog() ? ErrorCode.FAILED_PRECONDITION : ErrorCode.INVALID_ARGUMENT;
            case 413 -> ErrorCode.INVALID_ARGUMENT;
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> forbidden();
            case 404 -> says("could not find the requested resource") ? ErrorCode.UNSUPPORTED : ErrorCode.NOT_FOUND;
            case 405, 406, 415 -> ErrorCode.UNSUPPORTED;
            case 409 -> reason.equals("AlreadyExists") ? ErrorCode.ALREADY_EXISTS : ErrorCode.CONFLICT;
            case 422 -> says("immutable") ? ErrorCode.FAILED_PRECONDITION : ErrorCode.INVALID_ARGUMENT;
            case 429 -> ErrorCode.THROTTLED;
            case 500 -> isMisguarded() ? ErrorCode.FAILED_PRECONDITION : ErrorCode.UNAVAILABLE;
            case 410, 502, 503, 504 -> ErrorCode.UNAVAILABLE;
            default -> ErrorCode.UNKNOWN;
        };
    }

    /** Admission refuses by the same status as authorization does. */
    private ErrorCode forbidden() {
        if (says("is being terminated")) {
            return ErrorCode.FAILED_PRECONDITION;
        }
        return says("exceeded quota") ? ErrorCode.QUOTA : ErrorCode.PERMISSION_DENIED;
    }

    private boolean missesLog() {
        return says("previous terminated container") || says("is waiting to start");
    }

    private boolean isMisguarded() {
        return says("more than one poddisruptionbudget");
    }

    /** Tells whether surely nothing happened: refusals come before, failures in between. */
    boolean beforeAnything() {
        return code < 500 || says("failed calling webhook") || isMisguarded();
    }

    boolean missesNamespace() {
        return code == 404 && says("namespaces \"");
    }

    boolean passes() {
        return meaning() == ErrorCode.UNAVAILABLE;
    }

    private boolean says(String words) {
        return message.toLowerCase(Locale.ROOT).contains(words);
    }

    /** Returns what it objects to, as in {@code DisruptionBudget: the budget api needs 2 healthy pods}. */
    String objections() {
        return causes.stream()
                .map(cause -> text(cause.getReason()) + ": " + text(cause.getMessage()))
                .collect(Collectors.joining("; "));
    }

    /** Returns the server's words, in the middle of a sentence; without those that may quote what was sent. */
    String problem(boolean discreet) {
        String word = reason.isEmpty() ? "status " + code : reason;
        if (discreet || message.isEmpty()) {
            String objected = causes.stream()
                    .map(StatusCause::getField)
                    .filter(Objects::nonNull)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return "the API server answered " + word + (objected.isEmpty() ? "" : " for " + objected);
        }
        String told = message.replaceAll("[.\\s]+$", "");
        boolean sentence = told.length() > 1 && Character.isLowerCase(told.charAt(1));
        String begin = sentence ? told.substring(0, 1).toLowerCase(Locale.ROOT) : told.substring(0, 1);
        return begin + told.substring(1) + " (" + word + ")";
    }
}
