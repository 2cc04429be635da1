package com.datafly.signal.dr.aws.internal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Refusals because this machine's clock and AWS's differ by more than a signature may be old. */
final class ClockSkew {

    private static final Set<String> CODES = Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
    private static final Pattern STALE = Pattern.compile("Signature (?:expired|not yet current): (\\d{8}T\\d{6}Z)\\b");
    private static final Pattern LIMIT = Pattern.compile("\\((\\d{8}T\\d{6}Z) [-+] \\d+ min");
    private static final Pattern SERVER_TIME = Pattern.compile("<ServerTime>([^<]+)</ServerTime>");
    private static final Pattern REQUEST_TIME = Pattern.compile("<RequestTime>(\\d{8}T\\d{6}Z)</RequestTime>");
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    /** Requests are signed with the machine's time, whatever clock the host injected. */
    private static final Clock MACHINE = Clock.systemUTC();

    private ClockSkew() {}

    static boolean isReportedBy(AwsServiceException e) {
        return CODES.contains(AwsErrorTable.bare(AwsErrors.nativeCode(e)))
                || STALE.matcher(AwsErrors.message(e)).find();
    }

    /** Says what both clocks show. The SDK signs by AWS's clock after it has heard of the difference. */
    static DrException failure(String operation, AwsServiceException e) {
        Instant ours = signedAt(e).orElseGet(MACHINE::instant);
        Optional<Instant> theirs = answeredAt(e);
        String problem = "the clocks differ: the request was signed at " + ours
                + theirs.map(instant -> " by this machine, AWS received it at " + instant + ", "
                                + Duration.between(ours, instant).abs() + " apart")
                        .orElse(" by this machine, which AWS holds for wrong");
        return DrException.create(ErrorCode.UNAUTHENTICATED, operation, problem, failure -> {
            AwsErrors.facts(e, failure);
            failure.detail("signedAt", ours)
                    .retry(RetryAdvice.SAFE)
                    .hint("Set this machine's clock; AWS accepts a difference of 5 to 15 minutes.");
            theirs.ifPresent(instant -> failure.detail("receivedAt", instant));
        });
    }

    private static Optional<Instant> signedAt(AwsServiceException e) {
        Matcher stale = STALE.matcher(AwsErrors.message(e));
        if (stale.find()) {
            return basic(stale.group(1));
        }
        Matcher stated = REQUEST_TIME.matcher(body(e));
        return stated.find() ? basic(stated.group(1)) : Optional.empty();
    }

    private static String body(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::rawResponse)
                .map(bytes -> bytes.asString(StandardCharsets.UTF_8))
                .orElse("");
    }

    private static Optional<Instant> answeredAt(AwsServiceException e) {
        Matcher limit = LIMIT.matcher(AwsErrors.message(e));
        if (limit.find()) {
            return basic(limit.group(1));
        }
        Matcher stated = SERVER_TIME.matcher(body(e));
        return stated.find() ? iso(stated.group(1)) : dateOf(e);
    }

    private static Optional<Instant> dateOf(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Date"))
                .flatMap(ClockSkew::httpDate);
    }

    private static Optional<Instant> basic(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> iso(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
