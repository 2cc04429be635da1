package com.datafly.signal.dr.aws.internal;

import com.datafly.signal.dr.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the native codes of RDS, S3, STS and MSK mean. A code stands here without the words {@code Fault} and
 * {@code Exception} at its end, which the services add or leave out.
 */
final class AwsErrorTable {

    private static final Map<String, ErrorCode> CODES = new HashMap<>();

    static {
        put(
                ErrorCode.NOT_FOUND,
                "AuthorizationNotFound BackupPolicyNotFound BlueGreenDeploymentNotFound CertificateNotFound"
                        + " CustomAvailabilityZoneNotFound DBClusterAutomatedBackupNotFound DBClusterNotFound"
                        + " DBClusterParameterGroupNotFound DBClusterSnapshotNotFound DBInstanceAutomatedBackupNotFound"
                        + " DBInstanceNotFound DBParameterGroupNotFound DBProxyEndpointNotFound DBProxyNotFound"
                        + " DBProxyTargetGroupNotFound DBSecurityGroupNotFound DBShardGroupNotFound DBSnapshotNotFound"
                        + " DBSnapshotTenantDatabaseNotFound DBSubnetGroupNotFound DomainNotFound ExportTaskNotFound"
                        + " IamRoleNotFound IntegrationNotFound OptionGroupNotFound TenantDatabaseNotFound"
                        + " NotFound NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion");
        put(
                ErrorCode.ALREADY_EXISTS,
                "DBClusterAlreadyExists DBClusterSnapshotAlreadyExists DBInstanceAlreadyExists DBSnapshotAlreadyExists"
                        + " ExportTaskAlreadyExists BucketAlreadyExists BucketAlreadyOwnedByYou");
        put(ErrorCode.CONFLICT, "Conflict PreconditionFailed");
        put(
                ErrorCode.QUOTA,
                "DBClusterQuotaExceeded DBInstanceAutomatedBackupQuotaExceeded InstanceQuotaExceeded"
                        + " SharedSnapshotQuotaExceeded SnapshotQuotaExceeded StorageQuotaExceeded"
                        + " TenantDatabaseQuotaExceeded LimitExceeded TooManyBuckets");
        put(
                ErrorCode.FAILED_PRECONDITION,
                "DBSubnetGroupNotAllowed DBUpgradeDependencyFailure IamRoleMissingPermissions"
                        + " InvalidDBClusterEndpointState InvalidDBClusterSnapshotState InvalidDBClusterState"
                        + " InvalidDBInstanceAutomatedBackupState InvalidDBInstanceState InvalidDBSecurityGroupState"
                        + " InvalidDBSnapshotState InvalidDBSubnetGroupState InvalidExportSourceState"
                        + " InvalidExportTaskState InvalidGlobalClusterState InvalidRestore InvalidVPCNetworkState"
                        + " KMSKeyNotAccessible PointInTimeRestoreNotEnabled ProvisionedIopsNotAvailableInAZ"
                        + " StorageTypeNotAvailable VpcEncryptionControlViolation InvalidObjectState InvalidBucketState"
                        + " RegionDisabled KMS.Disabled KMS.KMSInvalidState KMS.NotFound");
        put(
                ErrorCode.INVALID_ARGUMENT,
                "DBSubnetGroupDoesNotCoverEnoughAZs InvalidDBSubnetGroup InvalidSubnet NetworkTypeNotSupported"
                        + " StorageTypeNotSupported InvalidExportOnly InvalidS3Bucket InvalidParameterValue"
                        + " InvalidParameterCombination InvalidParameter MissingParameter Validation ValidationError"
                        + " MalformedQueryString InvalidQueryParameter MalformedPolicyDocument PackedPolicyTooLarge"
                        + " BadRequest InvalidRequest InvalidArgument InvalidBucketName InvalidPart InvalidPartOrder"
                        + " EntityTooLarge EntityTooSmall KeyTooLongError MalformedXML PermanentRedirect TemporaryRedirect"
                        + " IllegalLocationConstraint AuthorizationHeaderMalformed");
        put(
                ErrorCode.UNAVAILABLE,
                "InsufficientDBClusterCapacity InsufficientDBInstanceCapacity InsufficientStorageClusterCapacity"
                        + " InternalFailure InternalError InternalServerError ServiceUnavailable Unavailable RequestTimeout"
                        // A call of somebody else is under way: which of the two wins is not decided yet.
                        + " ConditionalRequestConflict OperationAborted");
        put(
                ErrorCode.THROTTLED,
                "Throttling Throttled RequestThrottled RequestLimitExceeded TooManyRequests"
                        + " BandwidthLimitExceeded SlowDown PriorRequestNotComplete EC2Throttled"
                        + " ProvisionedThroughputExceeded");
        put(
                ErrorCode.UNAUTHENTICATED,
                "ExpiredToken TokenRefreshRequired InvalidClientTokenId UnrecognizedClient InvalidAccessKeyId"
                        + " InvalidToken MissingAuthenticationToken MissingSecurityHeader IncompleteSignature"
                        + " SignatureDoesNotMatch InvalidSignature AuthFailure RequestExpired RequestTimeTooSkewed"
                        + " RequestInTheFuture Unauthorized");
        put(
                ErrorCode.PERMISSION_DENIED,
                "AccessDenied UnauthorizedOperation AuthorizationError NotAuthorized AllAccessDisabled AccountProblem"
                        + " Forbidden OptInRequired");
        put(ErrorCode.UNSUPPORTED, "UnsupportedOperation NotImplemented InvalidAction MethodNotAllowed");
        put(
                ErrorCode.INTEGRITY_FAILED,
                "BadDigest InvalidDigest XAmzContentSHA256Mismatch XAmzContentChecksumMismatch");
    }

    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry(
                    "ExpiredToken",
                    "Refresh the temporary credentials, or set role-arn so that they are refreshed in time."),
            Map.entry(
                    "InvalidClientTokenId",
                    "Check the access key: it is unknown, disabled, or the account has not enabled this region."),
            Map.entry("InvalidAccessKeyId", "Check the access key: it is unknown or disabled."),
            Map.entry("SignatureDoesNotMatch", "Check that the secret belongs to this access key."),
            Map.entry("OptInRequired", "Enable this region or service in the account; new regions are off by default."),
            Map.entry(
                    "SnapshotQuotaExceeded",
                    "Delete manual snapshots, by retention or by hand, or ask AWS for a higher quota."),
            Map.entry("InstanceQuotaExceeded", "Delete instances that nobody needs, or ask AWS for a higher quota."),
            Map.entry("StorageQuotaExceeded", "Free storage of the account, or ask AWS for a higher quota."),
            Map.entry(
                    "KMSKeyNotAccessible",
                    "Check that the KMS key exists in this region, is enabled, and that its policy lets these credentials"
                            + " describe it and create grants."),
            Map.entry(
                    "InvalidDBInstanceState",
                    "Wait until the instance is available; a stopped one has to be started first."),
            Map.entry(
                    "PointInTimeRestoreNotEnabled",
                    "Automated backups are off: restore a snapshot, and set a retention of 1 to 35 days."),
            Map.entry(
                    "InsufficientDBInstanceCapacity",
                    "Choose another db-instance-class or availability-zone, or try again later."),
            Map.entry(
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "Add subnets of further availability zones to the subnet group."),
            Map.entry(
                    "InvalidVPCNetworkState",
                    "Check that the subnet group's subnets and the security groups still exist in one VPC."),
            Map.entry("InvalidAction", "Check the endpoint: what answers there does not know this call."),
            Map.entry("AuthorizationHeaderMalformed", "Check the region: the bucket is in another one."),
            Map.entry("PermanentRedirect", "Check the region: the bucket is in another one."),
            Map.entry("RegionDisabled", "Activate STS in this region, or set sts-endpoint to another region's."));

    private AwsErrorTable() {}

    private static void put(ErrorCode code, String natives) {
        for (String name : natives.split(" ", -1)) {
            CODES.put(bare(name), code);
        }
    }

    /** Returns what a native code means, if it is known. */
    static Optional<ErrorCode> code(String nativeCode) {
        return Optional.ofNullable(CODES.get(bare(nativeCode)));
    }

    /** Returns what a person can do about a native code, if there is more to say than its message does. */
    static Optional<String> hint(String nativeCode) {
        return Optional.ofNullable(HINTS.get(bare(nativeCode)));
    }

    /** Returns what an answer without a known code means. */
    static ErrorCode codeOfStatus(int httpStatus) {
        return switch (httpStatus) {
            case 301, 307, 308 -> ErrorCode.INVALID_ARGUMENT;
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 409, 412 -> ErrorCode.CONFLICT;
            case 429 -> ErrorCode.THROTTLED;
            default -> httpStatus >= 500 ? ErrorCode.UNAVAILABLE : ErrorCode.UNKNOWN;
        };
    }

    /** Returns a native code without its decoration. */
    static String bare(String nativeCode) {
        return without("Fault", without("Exception", nativeCode));
    }

    private static String without(String end, String text) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }
}
