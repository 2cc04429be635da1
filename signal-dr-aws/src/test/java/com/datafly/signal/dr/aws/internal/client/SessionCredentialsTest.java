package com.datafly.signal.dr.aws.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.aws.internal.AwsOptions;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.aws.testing.Call;
import com.datafly.signal.dr.tck.DriverOptions;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;

class SessionCredentialsTest {

    private static final Set<String> READ = Set.of("rds:DescribeDBInstances");

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(settings -> settings.clock(clock));

    @AfterEach
    void stop() {
        server.close();
    }

    /** The SDK goes by real time when it renews, so the server does too. */
    @Test
    void aRoleIsAssumedOnceAndItsPermissionsAreThoseOfItsSession() {
        try (AwsServer present = AwsServer.start()) {
            AccessKey user = present.accessKey(Set.of("sts:AssumeRole"));
            String role = present.role("recovery", READ);

            try (AwsSession session = open(AwsOptions.at(present, user).with("role-arn", role))) {
                assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
                assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
            }
            assertThat(present.count("AssumeRole")).isEqualTo(1);
            assertThat(present.calls().stream()
                            .filter(call -> call.service().equals("rds"))
                            .map(Call::principal))
                    .allMatch(principal -> principal.endsWith(":assumed-role/recovery/signal-dr"));
        }
    }

    /** What has ended by the time that it is used is renewed before the call, not after a refusal. */
    @Test
    void aRoleThatHasEndedIsAssumedAgain() {
        String role = server.role("recovery", READ);

        try (AwsSession session = open(AwsOptions.at(server, server.accessKey()).with("role-arn", role))) {
            assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
            assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
        }
        assertThat(server.count("AssumeRole")).isEqualTo(2);
    }

    @Test
    void theNameOfTheSessionAndTheExternalIdAreTold() {
        String role = server.role("partner", READ, "datafly-4711");
        DriverOptions context = AwsOptions.at(server, server.accessKey())
                .with("role-arn", role)
                .with("role-session-name", "drill-7")
                .with("external-id", "datafly-4711")
                .with("sts-endpoint", server.endpoint().toString());

        try (AwsSession session = open(context)) {
            assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
        }
        assertThat(server.calls().get(1).principal()).endsWith(":assumed-role/partner/drill-7");
    }

    @Test
    void aRoleThatMayNotBeAssumedIsNamedAndNothingElseIsSent() {
        String role = server.role("partner", READ, "datafly-4711");
        DriverOptions context = AwsOptions.at(server, server.accessKey()).with("role-arn", role);

        try (AwsSession session = open(context)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> session.rds().rebootDBInstance(call -> call.dbInstanceIdentifier("orders")))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                        assertThat(e.details()).containsEntry("action", "sts:AssumeRole");
                    })
                    .withMessageContaining("assume role " + role);
        }
        assertThat(server.count("RebootDBInstance")).isZero();
    }

    @Test
    void anAnswerOfStsThatIsLostLeavesTheChangeUnsent() {
        server.faults().next("AssumeRole", AwsFault.ANSWER_LOST);
        DriverOptions context =
                AwsOptions.at(server, server.accessKey()).with("role-arn", server.role("recovery", Set.of("*")));

        try (AwsSession session = open(context)) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> session.rds().rebootDBInstance(call -> call.dbInstanceIdentifier("orders")))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                        assertThat(e.retry()).isEqualTo(RetryAdvice.SAFE);
                    });
        }
        assertThat(server.count("RebootDBInstance")).isZero();
    }

    @Test
    void anExpiredTokenSaysWhatToDo() {
        AccessKey temporary = server.temporaryKey(Duration.ofHours(1));
        try (AwsSession session = open(AwsOptions.at(server, temporary))) {
            assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();

            clock.advance(Duration.ofHours(2));

            assertThat(refusal(session))
                    .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                    .returns(Effect.NONE, DrException::effect)
                    .returns(RetryAdvice.NEVER, DrException::retry)
                    .satisfies(e -> assertThat(e).hasMessageContaining("expired (ExpiredToken)"))
                    .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("role-arn"));
        }
    }

    @Test
    void anUnknownKeyAndAWrongSecretAreToldApart() {
        AccessKey gone = server.accessKey(READ);
        server.disable(gone);
        try (AwsSession session = open(AwsOptions.at(server, gone))) {
            assertThat(refusal(session).details()).containsEntry("awsErrorCode", "InvalidClientTokenId");
        }
        AccessKey mixed = new AccessKey(
                server.accessKey(READ).id(),
                server.accessKey(READ).secret(),
                server.accessKey().sessionToken());
        try (AwsSession session = open(AwsOptions.at(server, mixed))) {
            assertThat(refusal(session))
                    .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                    .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("secret belongs to this access key"));
        }
    }

    @Test
    void aDeniedActionAndItsResourceAreNamed() {
        try (AwsSession session = open(AwsOptions.at(server, server.accessKey(Set.of("rds:Describe*"))))) {
            assertThatExceptionOfType(SdkException.class)
                    .isThrownBy(() -> session.rds().deleteDBSnapshot(call -> call.dbSnapshotIdentifier("precious")))
                    .satisfies(e -> assertThat(AwsErrors.onChange("delete snapshot precious", e))
                            .returns(ErrorCode.PERMISSION_DENIED, DrException::code)
                            .returns(Effect.NONE, DrException::effect)
                            .satisfies(denied -> assertThat(denied)
                                    .hasMessageContaining(" may not rds:DeleteDBSnapshot on arn:aws:rds:eu-west-1:")
                                    .hasMessageContaining("snapshot:precious"))
                            .satisfies(denied ->
                                    assertThat(denied.details()).containsEntry("action", "rds:DeleteDBSnapshot")));
        }
    }

    @Test
    void theTimesOfBothClocksAreTold() {
        server.clockSkew(Duration.ofMinutes(42));

        try (AwsSession session = open(AwsOptions.at(server, server.accessKey()))) {
            assertThat(refusal(session))
                    .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                    .returns(Effect.NONE, DrException::effect)
                    .satisfies(e -> assertThat(e)
                            .hasMessageContaining("the clocks differ: the request was signed at 20")
                            .hasMessageContaining("AWS received it at 20")
                            .hasMessageMatching("(?s).*PT4[12]M\\S* apart.*"))
                    .satisfies(e -> assertThat(e.details()).containsKeys("signedAt", "receivedAt"));
        }
    }

    @Test
    void withoutCredentialsTheChainSaysWhereItLooked(@TempDir Path empty) {
        assumeThat(System.getenv())
                .doesNotContainKeys(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI");
        Map<String, String> nowhere = Map.of(
                "aws.disableEc2Metadata", "true",
                "aws.configFile", empty.resolve("config").toString(),
                "aws.sharedCredentialsFile", empty.resolve("credentials").toString());
        nowhere.forEach(System::setProperty);
        try (AwsSession session =
                open(DriverOptions.of(Map.of("endpoint", server.endpoint().toString())))) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> session.rds().describeDBInstances())
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
                        assertThat(e.effect()).isEqualTo(Effect.NONE);
                    })
                    .withMessageContaining("AWS_ACCESS_KEY_ID")
                    .withMessageContaining("the machine's role")
                    .withMessageContaining("HINT: ");
        } finally {
            nowhere.keySet().forEach(System::clearProperty);
        }
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void aProfileIsReadFromItsFile(@TempDir Path home) throws IOException {
        AccessKey key = server.accessKey();
        Path file = home.resolve("credentials");
        Files.writeString(
                file,
                key.secret()
                        .use(secret -> "[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = x\n[recovery]\n"
                                + "aws_access_key_id = " + key.id() + "\naws_secret_access_key = "
                                + new String(secret) + "\n"));
        Map<String, String> files = Map.of(
                "aws.configFile", home.resolve("config").toString(), "aws.sharedCredentialsFile", file.toString());
        files.forEach(System::setProperty);
        try (AwsSession session =
                open(DriverOptions.of(Map.of("endpoint", server.endpoint().toString(), "profile", "recovery")))) {
            assertThat(session.rds().describeDBInstances().dbInstances()).isEmpty();
        } finally {
            files.keySet().forEach(System::clearProperty);
        }
        assertThat(server.count("DescribeDBInstances")).isEqualTo(1);
    }

    private static AwsSession open(DriverOptions context) {
        return AwsSession.open("eu-west-1", context, Set.of());
    }

    private static DrException refusal(AwsSession session) {
        try {
            throw new AssertionError(session.rds().describeDBInstances());
        } catch (SdkException e) {
            return AwsErrors.onRead("list instances", e);
        }
    }
}
