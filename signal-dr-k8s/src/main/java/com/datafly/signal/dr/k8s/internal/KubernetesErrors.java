package com.datafly.signal.dr.k8s.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * The only place that knows the native errors of Kubernetes and of its client.
 *
 * <p>What the server refused changed nothing; where it failed while it worked, or did not answer, nobody knows. Every
 * failure carries the detail {@code request}, and one for want of a permission names it there. Where what was sent
 * holds secrets, neither the server's words nor the client's exception are passed on: they may quote them.
 */
public final class KubernetesErrors {

    private static final String RENEW =
            "Renew the certificate, as by kubeadm certs renew, and take the new kubeconfig.";
    private static final Duration WITHOUT_A_TIME = Duration.ofSeconds(1);

    private final String address;
    private final String namespace;
    private final Optional<Instant> certificateEnd;

    /**
     * Translates what happens at one namespace.
     *
     * @param certificateEnd when the certificate ends that we show, if we show one
     */
    public KubernetesErrors(String address, String namespace, Optional<Instant> certificateEnd) {
        this.address = address;
        this.namespace = namespace;
        this.certificateEnd = certificateEnd;
    }

    /** Translates a failure of something that changes nothing. */
    public DrException onRead(Attempt attempt, Throwable thrown) {
        return translate(attempt, thrown, Effect.NONE);
    }

    /** Translates a failure of a change: without the server's answer nobody knows whether it happened. */
    public DrException onChange(Attempt attempt, Throwable thrown) {
        return translate(attempt, thrown, Effect.UNKNOWN);
    }

    private DrException translate(Attempt attempt, Throwable thrown, Effect ifUnanswered) {
        if (thrown instanceof DrException known) {
            return known;
        }
        if (Unanswered.cause(thrown, InterruptedException.class).isPresent() || interrupted(thrown)) {
            Thread.currentThread().interrupt();
            return failure(ErrorCode.CANCELLED, attempt, "the thread was interrupted", ifUnanswered);
        }
        if (thrown instanceof KubernetesClientException refused && refused.getCode() > 0) {
            return refused(attempt, Refusal.of(refused), thrown, ifUnanswered);
        }
        Optional<WebSocketHandshakeException> kept = Unanswered.cause(thrown, WebSocketHandshakeException.class);
        if (kept.isPresent()) {
            return refused(attempt, Refusal.of(kept.get()), thrown, ifUnanswered);
        }
        boolean silent = Unanswered.cause(thrown, IOException.class).isPresent()
                || Unanswered.cause(thrown, TimeoutException.class).isPresent();
        return silent ? unanswered(attempt, thrown, ifUnanswered) : unreadable(attempt, thrown, ifUnanswered);
    }

    private static boolean interrupted(Throwable thrown) {
        return Thread.currentThread().isInterrupted()
                && Unanswered.cause(thrown, InterruptedIOException.class).isPresent();
    }

    private DrException refused(Attempt attempt, Refusal refusal, Throwable thrown, Effect ifUnanswered) {
        ErrorCode code = refusal.meaning();
        Effect effect = refusal.beforeAnything() ? Effect.NONE : ifUnanswered;
        return DrException.create(code, operation(attempt), problem(attempt, refusal), failure -> {
            facts(attempt, thrown, failure);
            failure.effect(effect).detail("status", refusal.code()).detail("reason", refusal.reason());
            if (!attempt.discreet() && !refusal.objections().isEmpty()) {
                failure.detail("causes", refusal.objections());
            }
            hint(attempt, refusal).ifPresent(failure::hint);
            if (code == ErrorCode.THROTTLED) {
                failure.retryAfter(refusal.retryAfter().orElse(WITHOUT_A_TIME));
            } else if (refusal.passes() && effect == Effect.NONE) {
                failure.retry(RetryAdvice.SAFE);
                refusal.retryAfter().ifPresent(failure::retryAfter);
            }
        });
    }

    private String problem(Attempt attempt, Refusal refusal) {
        if (refusal.meaning() == ErrorCode.UNAUTHENTICATED && certificateEnded()) {
            return ended();
        }
        String told = refusal.problem(attempt.discreet());
        return refusal.meaning() == ErrorCode.PERMISSION_DENIED
                ? "the credential in use may not " + attempt.permission() + ": " + told
                : told;
    }

    private Optional<String> hint(Attempt attempt, Refusal refusal) {
        return switch (refusal.meaning()) {
            case UNAUTHENTICATED ->
                Optional.of(
                        certificateEnded()
                                ? RENEW
                                : "Check the context's user: its token may have ended or been taken away.");
            case PERMISSION_DENIED ->
                Optional.of("Allow " + attempt.permission() + " in the namespace " + namespace + " by a Role.");
            case NOT_FOUND ->
                Optional.of("Check that the context leads to the right cluster, or make the namespace.")
                        .filter(text -> refusal.missesNamespace());
            case CONFLICT -> Optional.of("Somebody else changed it meanwhile: look again, and decide anew.");
            case UNSUPPORTED -> Optional.of("The cluster is older or newer than what this library knows.");
            default -> Optional.empty();
        };
    }

    private String ended() {
        return "the client certificate of the kubeconfig ended at " + certificateEnd.orElseThrow();
    }

    private boolean certificateEnded() {
        return certificateEnd.filter(end -> end.isBefore(Instant.now())).isPresent();
    }

    private DrException unanswered(Attempt attempt, Throwable thrown, Effect ifUnanswered) {
        Effect effect = Unanswered.neverSent(thrown) ? Effect.NONE : ifUnanswered;
        boolean untrusted = Unanswered.untrusted(thrown);
        boolean ended = Unanswered.refusesUs(thrown) && certificateEnded();
        ErrorCode code = untrusted ? ErrorCode.UNAUTHENTICATED : ErrorCode.UNAVAILABLE;
        String problem = ended ? ended() : Unanswered.problem(thrown);
        return DrException.create(code, operation(attempt), problem, failure -> {
            facts(attempt, thrown, failure);
            failure.effect(effect).hint(ended ? RENEW : Unanswered.hint(thrown));
            if (!untrusted && effect == Effect.NONE) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    private DrException unreadable(Attempt attempt, Throwable thrown, Effect ifUnanswered) {
        String problem = "the answer cannot be read (" + thrown.getClass().getSimpleName() + ")";
        return DrException.create(ErrorCode.UNKNOWN, operation(attempt), problem, failure -> {
            facts(attempt, thrown, failure);
            failure.effect(ifUnanswered).hint("Check that it is an API server that answers there.");
        });
    }

    private DrException failure(ErrorCode code, Attempt attempt, String problem, Effect effect) {
        return DrException.create(
                code,
                operation(attempt),
                problem,
                failure -> failure.resource(address)
                        .detail("request", attempt.permission())
                        .effect(effect));
    }

    private String operation(Attempt attempt) {
        return attempt + " in " + address;
    }

    private void facts(Attempt attempt, Throwable thrown, DrException.Builder failure) {
        failure.resource(address).detail("request", attempt.permission());
        if (!attempt.discreet()) {
            failure.cause(thrown);
        }
    }
}
