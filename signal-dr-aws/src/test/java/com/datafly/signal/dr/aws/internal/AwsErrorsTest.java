package com.datafly.signal.dr.aws.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

class AwsErrorsTest {

    private static final String MODEL = "rds-2014-10-31-service-2.subset.json";

    /** The codes of RDS's model and their HTTP status, so that the test is the same where the model is not at hand. */
    private static final String CODES = """
            AuthorizationNotFound 404
            BackupPolicyNotFoundFault 404
            BlueGreenDeploymentNotFoundFault 404
            CertificateNotFound 404
            CustomAvailabilityZoneNotFound 404
            DBClusterAlreadyExistsFault 400
            DBClusterAutomatedBackupNotFoundFault 404
            DBClusterNotFoundFault 404
            DBClusterParameterGroupNotFound 404
            DBClusterQuotaExceededFault 403
            DBClusterSnapshotAlreadyExistsFault 400
            DBClusterSnapshotNotFoundFault 404
            DBInstanceAlreadyExists 400
            DBInstanceAutomatedBackupNotFound 404
            DBInstanceAutomatedBackupQuotaExceeded 400
            DBInstanceNotFound 404
            DBParameterGroupNotFound 404
            DBProxyEndpointNotFoundFault 404
            DBProxyNotFoundFault 404
            DBProxyTargetGroupNotFoundFault 404
            DBSecurityGroupNotFound 404
            DBShardGroupNotFound 404
            DBSnapshotAlreadyExists 400
            DBSnapshotNotFound 404
            DBSnapshotTenantDatabaseNotFoundFault 404
            DBSubnetGroupDoesNotCoverEnoughAZs 400
            DBSubnetGroupNotAllowedFault 400
            DBSubnetGroupNotFoundFault 404
            DBUpgradeDependencyFailure 400
            DomainNotFoundFault 404
            ExportTaskAlreadyExists 400
            ExportTaskNotFound 404
            IamRoleMissingPermissions 400
            IamRoleNotFound 404
            InstanceQuotaExceeded 400
            InsufficientDBClusterCapacityFault 403
            InsufficientDBInstanceCapacity 400
            InsufficientStorageClusterCapacity 400
            IntegrationNotFoundFault 404
            InvalidDBClusterEndpointStateFault 400
            InvalidDBClusterSnapshotStateFault 400
            InvalidDBClusterStateFault 400
            InvalidDBInstanceAutomatedBackupState 400
            InvalidDBInstanceState 400
            InvalidDBSecurityGroupState 400
            InvalidDBSnapshotState 400
            InvalidDBSubnetGroupFault 400
            InvalidDBSubnetGroupStateFault 400
            InvalidExportOnly 400
            InvalidExportSourceState 400
            InvalidExportTaskStateFault 400
            InvalidGlobalClusterStateFault 400
            InvalidRestoreFault 400
            InvalidS3BucketFault 400
            InvalidSubnet 400
            InvalidVPCNetworkStateFault 400
            KMSKeyNotAccessibleFault 400
            NetworkTypeNotSupported 400
            OptionGroupNotFoundFault 404
            PointInTimeRestoreNotEnabled 400
            ProvisionedIopsNotAvailableInAZFault 400
            SharedSnapshotQuotaExceeded 400
            SnapshotQuotaExceeded 400
            StorageQuotaExceeded 400
            StorageTypeNotAvailableFault 400
            StorageTypeNotSupported 400
            TenantDatabaseNotFound 404
            TenantDatabaseQuotaExceeded 400
            VpcEncryptionControlViolationException 400
            """;

    static Stream<String> codes() {
        return known().keySet().stream();
    }

    private static Map<String, Integer> known() {
        Map<String, Integer> codes = new TreeMap<>();
        CODES.lines().map(line -> line.split(" ", -1)).forEach(line -> codes.put(line[0], Integer.valueOf(line[1])));
        return codes;
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyModelledCodeHasAMeaningAndChangesNothing(String code) {
        int status = requireNonNull(known().get(code));

        DrException failure = AwsErrors.onChange("change it", answer(code, status, "Something."));

        assertThat(AwsErrorTable.code(code)).isPresent();
        assertThat(failure.code()).isNotIn(ErrorCode.UNKNOWN, ErrorCode.INTERNAL);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure.details())
                .containsEntry("awsErrorCode", code)
                .containsEntry("httpStatus", String.valueOf(status));
        assertThat(failure.requestId()).contains("request-1");
        assertThat(failure).hasMessageContaining("something (" + code + ")");
        assertThat(status == 404).isEqualTo(failure.code() == ErrorCode.NOT_FOUND);
    }

    /** Where the model is not at hand the list above stands for it, and this is reported as skipped. */
    @Test
    void theListHoldsEveryCodeOfThePublishedModel() throws IOException {
        Path model = Path.of(System.getProperty("signal-dr.project.root", "."), "..", "shared", "specs", "aws", MODEL);
        assumeThat(model).exists();

        assertThat(known()).isEqualTo(read(model));
    }

    private static Map<String, Integer> read(Path model) throws IOException {
        JsonNode root = new ObjectMapper().readTree(model.toFile());
        Map<String, Integer> codes = new TreeMap<>();
        for (JsonNode operation : root.path("operations")) {
            for (JsonNode error : operation.path("errors")) {
                String shape = error.path("shape").asText();
                JsonNode facts = root.path("shapes").path(shape).path("error");
                codes.put(
                        facts.path("code").asText(shape),
                        facts.path("httpStatusCode").asInt(400));
            }
        }
        return codes;
    }

    @ParameterizedTest
    @CsvSource({
        "DBInstanceAlreadyExists, 400, ALREADY_EXISTS",
        "DBClusterSnapshotAlreadyExistsFault, 400, ALREADY_EXISTS",
        "SnapshotQuotaExceeded, 400, QUOTA",
        "DBClusterQuotaExceededFault, 403, QUOTA",
        "InvalidDBInstanceState, 400, FAILED_PRECONDITION",
        "KMSKeyNotAccessibleFault, 400, FAILED_PRECONDITION",
        "PointInTimeRestoreNotEnabled, 400, FAILED_PRECONDITION",
        "InsufficientDBInstanceCapacity, 400, UNAVAILABLE",
        "InvalidParameterCombination, 400, INVALID_ARGUMENT",
        "NotFoundException, 404, NOT_FOUND",
        "NoSuchBucket, 404, NOT_FOUND",
        "PreconditionFailed, 412, CONFLICT",
        "BadDigest, 400, INTEGRITY_FAILED",
        "OptInRequired, 403, PERMISSION_DENIED",
        "InvalidAction, 400, UNSUPPORTED",
        "'', 404, NOT_FOUND",
        "NeverHeardOf, 400, UNKNOWN",
        "NeverHeardOf, 403, PERMISSION_DENIED"
    })
    void aCodeMeansTheSameInEveryService(String code, int status, ErrorCode expected) {
        assertThat(AwsErrors.onChange("change it", answer(code, status, "Something.")))
                .returns(expected, DrException::code)
                .returns(Effect.NONE, DrException::effect);
    }

    @ParameterizedTest
    @CsvSource({"InternalFailure, 500", "ServiceUnavailable, 503", "'', 502", "NeverHeardOf, 504"})
    void aFaultOfAwsLeavesAChangeUnknownAndAReadRepeatable(String code, int status) {
        assertThat(AwsErrors.onChange("change it", answer(code, status, "")))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(Effect.UNKNOWN, DrException::effect)
                .returns(RetryAdvice.RECONCILE_FIRST, DrException::retry);
        assertThat(AwsErrors.onRead("read it", answer(code, status, "")))
                .returns(Effect.NONE, DrException::effect)
                .returns(RetryAdvice.SAFE, DrException::retry);
    }

    @ParameterizedTest
    @CsvSource({
        "Throttling, 400, 7, 7",
        "ThrottlingException, 400, '', 1",
        "RequestLimitExceeded, 503, 99999, 300",
        "SlowDown, 503, soon, 1",
        "TooManyRequestsException, 429, 2, 2"
    })
    void throttlingChangesNothingAndSaysHowLongToWait(String code, int status, String header, int seconds) {
        SdkHttpResponse response = SdkHttpResponse.builder()
                .statusCode(status)
                .putHeader("Retry-After", header)
                .build();

        assertThat(AwsErrors.onChange("change it", answer(code, status, "Rate exceeded", response)))
                .returns(ErrorCode.THROTTLED, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .returns(RetryAdvice.AFTER, DrException::retry)
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(seconds)));
    }

    @Test
    void anAnswerThatRepeatsTheRequestIsCutSoThatNoTokenIsPrinted() {
        DrException failure = AwsErrors.onRead(
                "read it",
                answer(
                        "SignatureDoesNotMatch",
                        403,
                        "The request signature we calculated does not match the signature you provided. Check your key.\n\n"
                                + "The Canonical String for this request should have been\n'GET\n"
                                + "x-amz-security-token:FwoGZXIvYXdzEJr'"));

        assertThat(failure).hasMessageContaining("does not match the signature you provided (SignatureDoesNotMatch)");
        assertThat(failure.toString()).doesNotContain("FwoGZX");
        assertThat(failure.getCause()).isNull();
    }

    @Test
    void aDenialNamesWhoWhatAndWhere() {
        String message = "User: arn:aws:sts::123456789012:assumed-role/app/i-1 is not authorized to perform:"
                + " rds:RebootDBInstance on resource: arn:aws:rds:eu-west-1:123456789012:db:orders with an explicit"
                + " deny in a service control policy";

        assertThat(AwsErrors.onChange("fail over orders", answer("AccessDenied", 403, message)))
                .returns(ErrorCode.PERMISSION_DENIED, DrException::code)
                .satisfies(e -> assertThat(e.problem())
                        .isEqualTo("arn:aws:sts::123456789012:assumed-role/app/i-1 may not rds:RebootDBInstance on"
                                + " arn:aws:rds:eu-west-1:123456789012:db:orders: a policy forbids it"))
                .satisfies(e -> assertThat(e.details())
                        .containsEntry("action", "rds:RebootDBInstance")
                        .containsEntry("awsResource", "arn:aws:rds:eu-west-1:123456789012:db:orders"));
    }

    @Test
    void aDenialWithoutADetailPointsToThePolicies() {
        assertThat(AwsErrors.onRead("read it", answer("AccessDenied", 403, "Access Denied")))
                .returns(ErrorCode.PERMISSION_DENIED, DrException::code)
                .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("IamPolicy"));
    }

    @Test
    void aClockThatS3RefusesIsToldWithBothTimes() {
        SdkHttpResponse response = SdkHttpResponse.builder()
                .statusCode(403)
                .putHeader("Date", "Wed, 15 Jan 2025 10:20:00 GMT")
                .build();
        AwsServiceException skewed = answer("RequestTimeTooSkewed", 403, "The difference is too large.", response);

        assertThat(AwsErrors.onRead("read it", skewed))
                .returns(ErrorCode.UNAUTHENTICATED, DrException::code)
                .returns(RetryAdvice.SAFE, DrException::retry)
                .satisfies(e -> assertThat(e.details()).containsEntry("receivedAt", "2025-01-15T10:20:00Z"));
    }

    static Stream<Exception> neverSent() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new SocketTimeoutException("Connect timed out"),
                new UnknownHostException("rds.eu-west-1.example.com"));
    }

    @ParameterizedTest
    @MethodSource("neverSent")
    void aConnectionThatNeverStoodChangedNothing(Exception cause) {
        SdkException failure = SdkClientException.create("Unable to execute HTTP request", cause);

        assertThat(AwsErrors.onChange("change it", failure))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(Effect.NONE, DrException::effect)
                .returns(RetryAdvice.SAFE, DrException::retry)
                .satisfies(e -> assertThat(e.hint().orElseThrow()).contains("option endpoint"));
    }

    static Stream<SdkException> lost() {
        return Stream.of(
                SdkClientException.create("failed", new SocketTimeoutException("Read timed out")),
                SdkClientException.create("failed", new SocketException("Connection reset")),
                SdkClientException.create("failed", new SocketException("Unexpected end of file from server")),
                ApiCallTimeoutException.create(60_000));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void anAnswerThatNeverCameLeavesAChangeUnknownAndAReadRepeatable(SdkException failure) {
        assertThat(AwsErrors.onChange("change it", failure))
                .returns(ErrorCode.UNAVAILABLE, DrException::code)
                .returns(Effect.UNKNOWN, DrException::effect);
        assertThat(AwsErrors.onRead("read it", failure)).returns(RetryAdvice.SAFE, DrException::retry);
    }

    @Test
    void whatNobodyForesawIsUnknownForAChange() {
        assertThat(AwsErrors.onChange("change it", SdkClientException.create("Unable to unmarshall response")))
                .returns(ErrorCode.UNKNOWN, DrException::code)
                .returns(Effect.UNKNOWN, DrException::effect);
    }

    @Test
    void whatWasToldOfCredentialsIsToldAsItIs() {
        DrException missing = DrException.of(ErrorCode.UNAUTHENTICATED, "get AWS credentials", "there are none");

        assertThat(AwsErrors.onChange("change it", SdkClientException.create("wrapped", missing)))
                .isSameAs(missing);
    }

    private static AwsServiceException answer(String code, int status, String message) {
        return answer(
                code,
                status,
                message,
                SdkHttpResponse.builder().statusCode(status).build());
    }

    private static AwsServiceException answer(String code, int status, String message, SdkHttpResponse response) {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage(message)
                .serviceName("Rds")
                .sdkHttpResponse(response)
                .build();
        return AwsServiceException.builder()
                .awsErrorDetails(details)
                .statusCode(status)
                .requestId("request-1")
                .build();
    }
}
