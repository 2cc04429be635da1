package com.datafly.signal.dr.aws.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.tck.DriverOptions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class AwsSessionTest {

    @Test
    void anUnknownRegionIsRefusedAndNearOnesAreNamed() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> AwsSession.open("eu-wst-1", DriverOptions.of(Map.of()), Set.of()))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.effect()).isEqualTo(Effect.NONE);
                    assertThat(e)
                            .hasMessageContaining("region 'eu-wst-1' is unknown")
                            .hasMessageContaining("eu-west-1");
                });
    }

    @Test
    void aGlobalRegionIsNoPlaceForADatabase() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> AwsSession.open("aws-global", DriverOptions.of(Map.of()), Set.of()))
                .satisfies(e -> assertThat(e.hint().orElseThrow()).doesNotContain("global"));
    }

    @Test
    void anUnknownOptionIsRefusedByName() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() ->
                        AwsSession.open("eu-west-1", DriverOptions.of(Map.of("endpiont", "x")), Set.of("sslmode")))
                .withMessageContaining("option 'endpiont' is unknown")
                .withMessageContaining("endpoint")
                .withMessageContaining("sslmode");
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, not a uri",
        "endpoint, ftp://example.com",
        "endpoint, https://user:pw@example.com",
        "sts-endpoint, localhost:4566",
        "role-arn, recovery",
        "role-session-name, x",
        "external-id, 4711"
    })
    void aMalformedOptionIsRefusedBeforeAnythingIsCalled(String name, String value) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> AwsSession.open("eu-west-1", DriverOptions.of(Map.of(name, value)), Set.of())
                        .close())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining(name);
    }

    @Test
    void anAccessKeyNeedsItsSecret() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> AwsSession.open(
                        "eu-west-1", DriverOptions.of(Map.of("access-key-id", "AKIDEXAMPLE")), Set.of()))
                .withMessageContaining("secret-access-key");
    }

    @Test
    void anAccessKeyAndAProfileExcludeEachOther() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> AwsSession.open(
                        "eu-west-1",
                        DriverOptions.of(Map.of("access-key-id", "AKIDEXAMPLE", "profile", "recovery")),
                        Set.of()))
                .withMessageContaining("both access-key-id and profile");
    }

    @Test
    void staticKeysAreReadFromTheirSecrets() {
        Map<String, Secret> secrets =
                Map.of("secret-access-key", Secret.of("s3cr3t"), "session-token", Secret.of("t0ken"));
        DriverOptions context = DriverOptions.of(Map.of("access-key-id", "ASIAEXAMPLE"), secrets);

        try (AwsSession session = AwsSession.open("eu-west-1", context, Set.of())) {
            AwsCredentials credentials = session.credentials().resolveCredentials();

            assertThat(credentials.secretAccessKey()).isEqualTo("s3cr3t");
            assertThat(credentials)
                    .isInstanceOfSatisfying(
                            AwsSessionCredentials.class,
                            temporary -> assertThat(temporary.sessionToken()).isEqualTo("t0ken"));
        }
    }

    @Test
    void aProfileThatIsNotThereIsNamed() {
        DriverOptions context = DriverOptions.of(Map.of("profile", "nobody-has-this-profile"));

        try (AwsSession session = AwsSession.open("eu-west-1", context, Set.of())) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> session.rds().describeDBInstances())
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                    })
                    .withMessageContaining("the profile 'nobody-has-this-profile' was looked for")
                    .withMessageContaining("HINT: ");
        }
    }

    @Test
    void thereIsOneClientPerRegionAndThePartitionIsTold() {
        try (AwsSession session = AwsSession.open("cn-north-1", AwsOptions.at("http://localhost:1"), Set.of())) {
            assertThat(session.rds()).isSameAs(session.rds("cn-north-1")).isNotSameAs(session.rds("cn-northwest-1"));
            assertThat(session.s3()).isSameAs(session.s3());
            assertThat(session.partition()).isEqualTo("aws-cn");
            assertThat(session.region()).isEqualTo("cn-north-1");
        }
    }

    @Test
    void closingTwiceIsHarmlessAndAClosedSessionSaysSo() {
        AwsSession session = AwsSession.open("eu-west-1", AwsOptions.at("http://localhost:1"), Set.of());
        session.close();
        session.close();

        assertThatExceptionOfType(DrException.class).isThrownBy(session::rds).withMessageContaining("closed");
    }
}
