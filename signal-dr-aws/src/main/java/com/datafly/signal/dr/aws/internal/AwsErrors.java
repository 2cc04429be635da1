package com.datafly.signal.dr.aws.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * The only place that knows the native errors of AWS.
 *
 * <p>An answer with a 4xx status changed nothing, and neither did one that asks for fewer calls. A change without an
 * answer, with a 5xx one, or with an error behind S3's status 200, has an unknown effect, unless the connection never
 * stood. Failures that AWS answered carry the details {@code awsErrorCode} and {@code httpStatus}, and AWS's request
 * id.
 */
public final class AwsErrors {

    private static final Duration THROTTLED_WITHOUT_A_TIME = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final Pattern DENIED = Pattern.compile(
            "(?:User: (?<who>\\S+) is )?not authorized to perform: (?<action>[\\w:*-]+)(?: on resource: (?<resource>\\S+))?");

    private AwsErrors() {}

    /** Translates a failure of something that changes nothing. */
    public static DrException onRead(String operation, SdkException e) {
        return translate(operation, e, Effect.NONE);
    }

    /** Translates a failure of a change: without AWS's answer nobody knows whether it happened. */
    public static DrException onChange(String operation, SdkException e) {
        return translate(operation, e, Effect.UNKNOWN);
    }

    /** Tells whether AWS answered with that code; {@code Fault} and {@code Exception} at its end do not matter. */
    public static boolean is(SdkException e, String code) {
        return AwsErrorTable.bare(nativeCode(e)).equals(AwsErrorTable.bare(code));
    }

    /** Tells whether {@code e} arose in this process, without a word from the network. */
    public static boolean isLocal(SdkException e) {
        return !(e instanceof SdkServiceException)
                && !isTimeout(e)
                && cause(e, IOException.class).isEmpty();
    }

    private static DrException translate(String operation, SdkException e, Effect ifUnknown) {
        // Credentials are fetched on the way: what went wrong with them is told already.
        Optional<DrException> told = cause(e, DrException.class);
        if (told.isPresent()) {
            return told.get();
        }
        if (e instanceof AwsServiceException answer) {
            return answered(operation, answer, ifUnknown);
        }
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return DrException.create(
                    ErrorCode.CANCELLED,
                    operation,
                    "the thread was interrupted",
                    failure -> failure.effect(ifUnknown).cause(e));
        }
        return neverSent(e)
                ? unreachable(operation, e)
                : isTimeout(e) || cause(e, IOException.class).isPresent()
                        ? lost(operation, e, ifUnknown)
                        : unreadable(operation, e, ifUnknown);
    }

    private static DrException answered(String operation, AwsServiceException e, Effect ifUnknown) {
        String nativeCode = nativeCode(e);
        if (ClockSkew.isReportedBy(e)) {
            return ClockSkew.failure(operation, e);
        }
        ErrorCode code = e.isThrottlingException()
                ? ErrorCode.THROTTLED
                : AwsErrorTable.code(nativeCode).orElseGet(() -> AwsErrorTable.codeOfStatus(e.statusCode()));
        if (code == ErrorCode.PERMISSION_DENIED) {
            return denied(operation, e);
        }
        boolean refused = code == ErrorCode.THROTTLED || (e.statusCode() >= 300 && e.statusCode() < 500);
        Effect effect = refused ? Effect.NONE : ifUnknown;
        return DrException.create(code, operation, problem(e), failure -> {
            facts(e, failure);
            failure.effect(effect);
            AwsErrorTable.hint(nativeCode).ifPresent(failure::hint);
            if (code == ErrorCode.THROTTLED) {
                failure.retryAfter(retryAfter(e));
            } else if (effect == Effect.NONE && (e.statusCode() >= 500 || isPassing(nativeCode))) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    /** S3 says so where the same call is expected to do at the next attempt. */
    private static boolean isPassing(String nativeCode) {
        return Set.of("RequestTimeout", "ConditionalRequestConflict", "OperationAborted", "BadDigest")
                .contains(nativeCode);
    }

    private static DrException denied(String operation, AwsServiceException e) {
        Matcher denied = DENIED.matcher(message(e));
        if (!denied.find()) {
            return DrException.create(ErrorCode.PERMISSION_DENIED, operation, problem(e), failure -> {
                facts(e, failure);
                failure.hint(AwsErrorTable.hint(nativeCode(e))
                        .orElse("Allow these credentials what IamPolicy prints for this feature; a policy of the"
                                + " organisation, a boundary or the resource may forbid it too."));
            });
        }
        String action = denied.group("action");
        String resource = Optional.ofNullable(denied.group("resource")).orElse("any resource");
        String who = Optional.ofNullable(denied.group("who")).orElse("these credentials");
        String reason = message(e).contains("explicit deny") ? "a policy forbids it" : "no policy allows it";
        String problem = who + " may not " + action + " on " + resource + ": " + reason;
        return DrException.create(ErrorCode.PERMISSION_DENIED, operation, problem, failure -> {
            facts(e, failure);
            failure.detail("action", action)
                    .detail("awsResource", resource)
                    .hint("Allow " + action + "; IamPolicy prints what each feature needs.");
        });
    }

    /** Adds who answered what, and the native failure unless that repeats the request with its session token. */
    static void facts(AwsServiceException e, DrException.Builder failure) {
        failure.detail("awsErrorCode", nativeCode(e)).detail("httpStatus", e.statusCode());
        if (e.requestId() != null) {
            failure.requestId(e.requestId());
        }
        if (!repeatsTheRequest(e)) {
            failure.cause(e);
        }
    }

    private static boolean repeatsTheRequest(AwsServiceException e) {
        return message(e).contains("Canonical");
    }

    private static String problem(AwsServiceException e) {
        String message = message(e);
        if (repeatsTheRequest(e)) {
            message = message.substring(0, message.indexOf('.') + 1);
        }
        message = message.replaceAll("\\s*\\R\\s*", " ").replaceAll("[.\\s]+$", "");
        if (message.isEmpty()) {
            message = "AWS answered with status " + e.statusCode();
        }
        boolean word = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        String begin = word ? message.substring(0, 1).toLowerCase(Locale.ROOT) : message.substring(0, 1);
        String nativeCode = nativeCode(e);
        return begin + message.substring(1) + (nativeCode.isEmpty() ? "" : " (" + nativeCode + ")");
    }

    private static DrException unreachable(String operation, SdkException e) {
        boolean untrusted = cause(e, SSLHandshakeException.class).isPresent()
                || cause(e, SSLPeerUnverifiedException.class).isPresent();
        Optional<String> host = cause(e, UnknownHostException.class).map(Throwable::getMessage);
        String problem = untrusted
                ? "TLS failed: " + deepest(e)
                : host.map(name -> "the name " + name + " is unknown")
                        .orElse("the endpoint cannot be reached: " + deepest(e));
        ErrorCode code = untrusted ? ErrorCode.UNAUTHENTICATED : ErrorCode.UNAVAILABLE;
        return DrException.create(code, operation, problem, failure -> {
            failure.hint("Check the region, the option endpoint, the network and its proxies, and that a VPC endpoint"
                            + " for this service exists where there is no way to the internet.")
                    .cause(e);
            if (!untrusted) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    private static DrException lost(String operation, SdkException e, Effect ifUnknown) {
        return DrException.create(ErrorCode.UNAVAILABLE, operation, "no answer: " + deepest(e), failure -> {
            failure.effect(ifUnknown).cause(e);
            if (ifUnknown == Effect.NONE) {
                failure.retry(RetryAdvice.SAFE);
            }
        });
    }

    private static DrException unreadable(String operation, SdkException e, Effect ifUnknown) {
        return DrException.create(
                ErrorCode.UNKNOWN,
                operation,
                "the AWS SDK failed: " + oneLine(e),
                failure -> failure.effect(ifUnknown)
                        .hint("Check the option endpoint: what answers there may not be AWS.")
                        .cause(e));
    }

    private static Duration retryAfter(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT)
                .orElse(THROTTLED_WITHOUT_A_TIME);
    }

    private static boolean neverSent(SdkException e) {
        return cause(e, ConnectException.class).isPresent()
                || cause(e, UnknownHostException.class).isPresent()
                || cause(e, NoRouteToHostException.class).isPresent()
                || cause(e, SSLHandshakeException.class).isPresent()
                || cause(e, SSLPeerUnverifiedException.class).isPresent()
                // The JDK has one class for both timeouts; only the text tells that the connection never stood.
                || cause(e, SocketTimeoutException.class)
                        .map(timeout -> String.valueOf(timeout.getMessage()).toLowerCase(Locale.ROOT))
                        .filter(text -> text.startsWith("connect"))
                        .isPresent();
    }

    private static boolean isTimeout(SdkException e) {
        return e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException;
    }

    static String nativeCode(SdkException e) {
        return e instanceof AwsServiceException answer
                ? Optional.ofNullable(answer.awsErrorDetails())
                        .map(AwsErrorDetails::errorCode)
                        .orElse("")
                : "";
    }

    static String message(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static String deepest(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return oneLine(deepest);
    }

    private static String oneLine(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
