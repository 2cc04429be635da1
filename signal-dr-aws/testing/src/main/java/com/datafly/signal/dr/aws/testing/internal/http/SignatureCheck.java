package com.datafly.signal.dr.aws.testing.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies signatures of version 4 as AWS does: the key, its token, the time, the payload, the signature. */
public final class SignatureCheck {

    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Keys keys;
    private final Clock signing;
    private final Clock expiry;

    /**
     * Creates a check.
     *
     * @param signing the clock that a signature's time is compared with
     * @param expiry the clock by which temporary keys expire
     */
    public SignatureCheck(Keys keys, Clock signing, Clock expiry) {
        this.keys = keys;
        this.signing = signing;
        this.expiry = expiry;
    }

    /**
     * Returns the request with its principal.
     *
     * @throws Refusal if the signature does not prove one
     */
    public Request verify(Request unproven, Signature signature) {
        Keys.Key key = keys.find(signature.keyId())
                .orElseThrow(() -> Refusal.of(
                        "InvalidClientTokenId", 403, "The security token included in the request is invalid."));
        verifyToken(unproven, key);
        String time = verifyTime(unproven, signature);
        verifyPayload(unproven);
        String canonical = CanonicalRequest.of(unproven, signature, payloadHash(unproven));
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + signature.scope() + "\n"
                + Encoding.hex(Encoding.sha256(canonical.getBytes(UTF_8)));
        String expected = Encoding.hex(hmac(signingKey(key.secret(), signature), toSign));
        if (!MessageDigest.isEqual(expected.getBytes(UTF_8), signature.value().getBytes(UTF_8))) {
            throw Refusal.of(
                    "SignatureDoesNotMatch",
                    403,
                    "The request signature we calculated does not match the signature you provided. Check your AWS"
                            + " Secret Access Key and signing method. Consult the service documentation for details.");
        }
        return unproven.provenBy(key.principal(), signature.region());
    }

    private void verifyToken(Request request, Keys.Key key) {
        String sent = request.header("x-amz-security-token").orElse("");
        if (!sent.equals(key.token().orElse(""))) {
            throw Refusal.of("InvalidClientTokenId", 403, "The security token included in the request is invalid.");
        }
        if (!expiry.instant().isBefore(key.expires())) {
            throw Refusal.of("ExpiredToken", 403, "The security token included in the request is expired");
        }
    }

    private String verifyTime(Request request, Signature signature) {
        String time = request.header("x-amz-date").orElse("");
        Instant signedAt;
        try {
            signedAt = Instant.from(TIME.parse(time));
        } catch (DateTimeException e) {
            throw Refusal.of("IncompleteSignature", "Date must be in ISO-8601 'basic format'. Got '" + time + "'.");
        }
        Instant now = signing.instant();
        if (signedAt.isBefore(now.minus(TOLERANCE))) {
            throw skewed(
                    "Signature expired: " + time + " is now earlier than " + TIME.format(now.minus(TOLERANCE)) + " ("
                            + TIME.format(now) + " - 15 min.)",
                    time,
                    now);
        }
        if (signedAt.isAfter(now.plus(TOLERANCE))) {
            throw skewed(
                    "Signature not yet current: " + time + " is still later than " + TIME.format(now.plus(TOLERANCE))
                            + " (" + TIME.format(now) + " + 15 min.)",
                    time,
                    now);
        }
        if (!time.startsWith(signature.day())) {
            throw Refusal.of("SignatureDoesNotMatch", 403, "Date in Credential scope does not match x-amz-date.");
        }
        return time;
    }

    private static Refusal skewed(String message, String sent, Instant now) {
        return Refusal.of("SignatureDoesNotMatch", 403, message)
                .with(Map.of("x-skew-request-time", sent, "x-skew-server-time", TIME.format(now)));
    }

    private static void verifyPayload(Request request) {
        String declared = request.header("x-amz-content-sha256").orElse("");
        if (declared.matches("[0-9a-f]{64}") && !declared.equals(Encoding.hex(Encoding.sha256(request.body())))) {
            throw Refusal.of(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }

    private static String payloadHash(Request request) {
        return request.header("x-amz-content-sha256").orElseGet(() -> Encoding.hex(Encoding.sha256(request.body())));
    }

    private static byte[] signingKey(String secret, Signature signature) {
        byte[] day = hmac(("AWS4" + secret).getBytes(UTF_8), signature.day());
        return hmac(hmac(hmac(day, signature.region()), signature.service()), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
