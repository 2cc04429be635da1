package com.datafly.signal.dr.k8s.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesErrorsTest {

    private static final Attempt PATCH = Attempt.of("patch", "deployments", "api");

    private final KubernetesErrors errors = new KubernetesErrors("k8s:datafly", "datafly", Optional.empty());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | BadRequest         | unknown field                                     | INVALID_ARGUMENT
                    400 | BadRequest         | container "app" in pod "a" is waiting to start: x | FAILED_PRECONDITION
                    400 | BadRequest         | previous terminated container "app" not found     | FAILED_PRECONDITION
                    401 | Unauthorized       | Unauthorized                                      | UNAUTHENTICATED
                    403 | Forbidden          | User "u" cannot patch resource "deployments"      | PERMISSION_DENIED
                    403 | Forbidden          | because it is being terminated                    | FAILED_PRECONDITION
                    403 | Forbidden          | pods "a" is forbidden: exceeded quota: compute    | QUOTA
                    404 | NotFound           | deployments.apps "api" not found                  | NOT_FOUND
                    404 | NotFound           | the server could not find the requested resource  | UNSUPPORTED
                    405 | MethodNotAllowed   | not allowed                                       | UNSUPPORTED
                    409 | AlreadyExists      | "api" already exists                              | ALREADY_EXISTS
                    409 | Conflict           | the object has been modified                      | CONFLICT
                    413 | RequestTooLarge    | limit is 3145728                                  | INVALID_ARGUMENT
                    415 | UnsupportedMedia   | the body was in an unsupported format             | UNSUPPORTED
                    422 | Invalid            | field is immutable when `immutable` is set        | FAILED_PRECONDITION
                    422 | Invalid            | spec.replicas: Invalid value                      | INVALID_ARGUMENT
                    429 | TooManyRequests    | try again later                                   | THROTTLED
                    418 | Teapot             | short and stout                                   | UNKNOWN
                    500 | InternalError      | failed calling webhook "x": timeout               | UNAVAILABLE
                    500 |                    | This pod has more than one PodDisruptionBudget    | FAILED_PRECONDITION
                    """)
    void whatTheServerRefusesChangedNothing(int code, String reason, String message, ErrorCode expected) {
        DrException failure = errors.onChange(PATCH, refused(code, reason == null ? "" : reason, message));

        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.getMessage()).contains("patch deployments api in k8s:datafly");
        assertThat(failure.details()).containsEntry("request", "patch deployments");
        assertThat(failure.resource()).contains("k8s:datafly");
    }

    @ParameterizedTest
    @CsvSource({"500, InternalError", "502, ''", "503, ServiceUnavailable", "504, Timeout"})
    void whatTheServerFailedAtMayHaveHappened(int code, String reason) {
        KubernetesClientException thrown = refused(code, reason, "etcdserver: request timed out");

        DrException change = errors.onChange(PATCH, thrown);
        assertThat(change.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(change.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(change.retry()).isEqualTo(RetryAdvice.RECONCILE_FIRST);

        DrException read = errors.onRead(PATCH, thrown);
        assertThat(read.effect()).isEqualTo(Effect.NONE);
        assertThat(read.retry()).isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void aPageThatHasExpiredIsReadAgain() {
        DrException failure =
                errors.onRead(PATCH, refused(410, "Expired", "The provided continue parameter is too old"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void theServerIsLeftAloneAsLongAsItWants() {
        assertThat(errors.onRead(PATCH, waiting(7)).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(errors.onRead(PATCH, waiting(86_400)).retryAfter()).contains(Duration.ofMinutes(5));
        assertThat(errors.onRead(PATCH, refused(429, "TooManyRequests", "later"))
                        .retryAfter())
                .contains(Duration.ofSeconds(1));
    }

    private static KubernetesClientException waiting(int seconds) {
        Status status = new StatusBuilder()
                .withCode(429)
                .withNewDetails()
                .withRetryAfterSeconds(seconds)
                .endDetails()
                .build();
        return new KubernetesClientException("too many", 429, status);
    }

    @ParameterizedTest
    @MethodSource
    void whatWasNeverSentChangedNothing(Exception cause) {
        DrException failure = errors.onChange(PATCH, thrown(cause));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
    }

    static Stream<Exception> whatWasNeverSentChangedNothing() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new HttpConnectTimeoutException("HTTP connect timed out"),
                new UnknownHostException("api.example"));
    }

    @ParameterizedTest
    @MethodSource
    void whatWasSentAndNotAnsweredMayHaveHappened(Exception cause) {
        DrException failure = errors.onChange(PATCH, thrown(cause));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
    }

    static Stream<Exception> whatWasSentAndNotAnsweredMayHaveHappened() {
        return Stream.of(new HttpTimeoutException("request timed out"), new IOException("EOF reached while reading"));
    }

    @Test
    void aServerThatCannotProveItselfIsNotTriedAgain() {
        SSLHandshakeException expired = new SSLHandshakeException("certificate expired");
        expired.initCause(new CertificateExpiredException("NotAfter: yesterday"));

        assertThat(errors.onChange(PATCH, thrown(expired))).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure.retry()).isEqualTo(RetryAdvice.NEVER);
            assertThat(failure).hasMessageContaining("has expired: NotAfter: yesterday");
        });
        assertThat(errors.onRead(PATCH, thrown(new SSLHandshakeException("unable to find valid certification path"))))
                .hasMessageContaining("is not trusted");
    }

    @Test
    void aHandshakeThatBreaksOffIsTriedAgain() {
        SSLHandshakeException brokenOff = new SSLHandshakeException("Remote host terminated the handshake");
        brokenOff.initCause(new EOFException("SSL peer shut down incorrectly"));

        assertThat(errors.onChange(PATCH, thrown(brokenOff))).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.effect()).isEqualTo(Effect.NONE);
            assertThat(failure.retry()).isEqualTo(RetryAdvice.SAFE);
            assertThat(failure).hasMessageContaining("cannot be reached");
        });
    }

    @Test
    void aServerThatRefusesOurCertificateIsNotSaidToHaveABadOne() {
        SSLHandshakeException refused = new SSLHandshakeException("Received fatal alert: bad_certificate");

        assertThat(errors.onRead(PATCH, thrown(refused)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessageContaining("refuses what this side shows");
    }

    @Test
    void anEndedClientCertificateIsTold() {
        Instant end = Instant.parse("2025-01-15T10:30:00Z");
        KubernetesErrors ours = new KubernetesErrors("k8s:datafly", "datafly", Optional.of(end));

        assertThat(ours.onRead(PATCH, refused(401, "Unauthorized", "Unauthorized")))
                .hasMessageContaining("client certificate of the kubeconfig ended at 2025-01-15T10:30:00Z");
    }

    @Test
    void anEndedClientCertificateThatAProxyRefusesAtTheDoorIsTold() {
        Instant end = Instant.parse("2025-01-15T10:30:00Z");
        KubernetesErrors ours = new KubernetesErrors("k8s:datafly", "datafly", Optional.of(end));
        SSLHandshakeException refused = new SSLHandshakeException("Received fatal alert: certificate_expired");

        assertThat(ours.onChange(PATCH, thrown(refused)))
                .satisfies(failure -> assertThat(failure.effect()).isEqualTo(Effect.NONE))
                .satisfies(failure -> assertThat(failure.hint())
                        .hasValueSatisfying(hint -> assertThat(hint).startsWith("Renew the certificate")))
                .hasMessageContaining("client certificate of the kubeconfig ended at 2025-01-15T10:30:00Z");
    }

    @Test
    void aMissingNamespaceIsNamed() {
        DrException failure = errors.onChange(PATCH, refused(404, "NotFound", "namespaces \"datafly\" not found"));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.hint().orElseThrow()).contains("right cluster");
    }

    @Test
    void anInterruptionIsKept() {
        DrException failure = errors.onChange(PATCH, new IllegalStateException(new InterruptedException()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);

        Thread.currentThread().interrupt();
        assertThat(errors.onRead(PATCH, thrown(new InterruptedIOException())).code())
                .isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void wordsThatMayQuoteASecretAreNotPassedOn() {
        KubernetesClientException quoting = new KubernetesClientException(
                "Message: data[url]: Invalid value: hunter2",
                422,
                new StatusBuilder()
                        .withCode(422)
                        .withReason("Invalid")
                        .withMessage("Secret \"db\" is invalid: data[url]: Invalid value: hunter2")
                        .withNewDetails()
                        .addNewCause("data[url]", "Invalid value: hunter2", "FieldValueInvalid")
                        .endDetails()
                        .build());

        DrException failure =
                errors.onChange(Attempt.of("patch", "secrets", "db").withSecrets(), quoting);

        assertThat(failure.getMessage() + failure.details() + failure.getCause())
                .contains("answered Invalid for data[url]")
                .doesNotContain("hunter2");
    }

    @Test
    void whatIsNotUnderstoodIsUnknown() {
        DrException failure = errors.onChange(PATCH, new IllegalArgumentException("surprise"));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN);
        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(errors.onChange(PATCH, failure)).isSameAs(failure);
    }

    private static KubernetesClientException thrown(Exception cause) {
        return new KubernetesClientException("Error executing", cause);
    }

    private static KubernetesClientException refused(int code, String reason, String message) {
        Status status = new StatusBuilder()
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build();
        return new KubernetesClientException("Failure executing: " + message, code, status);
    }
}
