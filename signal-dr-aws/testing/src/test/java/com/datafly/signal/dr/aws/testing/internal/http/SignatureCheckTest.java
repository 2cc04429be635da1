package com.datafly.signal.dr.aws.testing.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The request that AWS's guide to signature version 4 signs, step by step, and what is refused of it. */
class SignatureCheckTest {

    private static final Instant SIGNED_AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final String AUTHORIZATION = "AWS4-HMAC-SHA256"
            + " Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
            + " SignedHeaders=content-type;host;x-amz-date,"
            + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    private static final String QUERY = "Action=ListUsers&Version=2010-05-08";

    private final Keys keys = new Keys("123456789012");

    SignatureCheckTest() {
        Principal user = new Principal("AKIDEXAMPLE", "arn:aws:iam::123456789012:user/example", "AIDA", Set.of("*"));
        keys.keep(new Keys.Key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.empty(), Instant.MAX, user));
    }

    @Test
    void thePublishedExampleIsVerified() {
        Request proven = verify(QUERY, SIGNED_AT);

        assertThat(proven.principal().arn()).isEqualTo("arn:aws:iam::123456789012:user/example");
        assertThat(proven.region()).isEqualTo("us-east-1");
    }

    @Test
    void anotherQueryIsNotWhatWasSigned() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> verify("Action=DeleteUser&Version=2010-05-08", SIGNED_AT))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("SignatureDoesNotMatch"));
    }

    @Test
    void aSignatureHoldsForAQuarterOfAnHour() {
        assertThat(verify(QUERY, SIGNED_AT.plus(Duration.ofMinutes(14))).region())
                .isEqualTo("us-east-1");

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> verify(QUERY, SIGNED_AT.plus(Duration.ofMinutes(16))))
                .withMessageContaining("Signature expired: 20150830T123600Z is now earlier than 20150830T123700Z")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("SignatureDoesNotMatch"));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> verify(QUERY, SIGNED_AT.minus(Duration.ofMinutes(16))))
                .withMessageContaining("not yet current");
    }

    @Test
    void aKeyThatWasTakenAwayIsUnknown() {
        keys.disable("AKIDEXAMPLE");

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> verify(QUERY, SIGNED_AT))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("InvalidClientTokenId"));
    }

    private Request verify(String query, Instant now) {
        Request.Head head = new Request.Head(
                "1",
                "GET",
                "/",
                query,
                Map.of(
                        "host", List.of("iam.amazonaws.com"),
                        "content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"),
                        "x-amz-date", List.of("20150830T123600Z")));
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        Signature signature = Signature.parse(AUTHORIZATION).orElseThrow();
        return new SignatureCheck(keys, clock, clock).verify(Request.unproven(head, new byte[0]), signature);
    }
}
