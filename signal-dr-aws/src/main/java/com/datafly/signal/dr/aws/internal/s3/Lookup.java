package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.Precondition;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Looks at one object.
 *
 * <p>S3 answers a HEAD without a body, so a missing key, a missing bucket and an expired token look alike. A listing
 * tells them apart.
 */
final class Lookup {

    private final Place place;

    Lookup(Place place) {
        this.place = place;
    }

    /** Returns what S3 knows of an object, empty if there is none. */
    Optional<HeadObjectResponse> head(String operation, String key) {
        try {
            return Optional.of(place.s3()
                    .headObject(head -> head.bucket(place.bucket())
                            .key(place.nameOf(key))
                            .expectedBucketOwner(place.owner().orElse(null))));
        } catch (S3Exception e) {
            if (e.statusCode() >= 500) {
                throw AwsErrors.onRead(operation, e);
            }
            requireListed(operation, key);
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e.statusCode() == 403 ? unreadable(operation, e) : AwsErrors.onRead(operation, e);
        } catch (SdkException e) {
            throw AwsErrors.onRead(operation, e);
        }
    }

    Optional<ObjectInfo> find(String key) {
        return head("find " + key, key)
                .map(head -> ObjectInfo.of(key, head.contentLength(), Versions.of(head), head.lastModified()));
    }

    /**
     * Returns the ETag of the object that has the required version.
     *
     * @throws DrException with {@code CONFLICT} if there is no such object
     */
    String requireVersion(String operation, String key, String required) {
        Optional<HeadObjectResponse> present = head(operation, key);
        String version = present.map(Versions::of).orElse("");
        if (!version.equals(required)) {
            throw conflict(
                    operation,
                    "the object should have version " + required + " but "
                            + (present.isPresent() ? "has version " + version : "does not exist"));
        }
        return present.get().eTag();
    }

    /** Translates a conditional change's failure. */
    DrException changeFailure(String operation, Precondition precondition, SdkException e) {
        boolean missing =
                AwsErrors.is(e, "NoSuchKey") && precondition.requiredVersion().isPresent();
        if (!missing && !AwsErrors.is(e, "PreconditionFailed")) {
            return AwsErrors.onChange(operation, e);
        }
        return conflict(
                operation,
                precondition.requiresAbsence()
                        ? "the object exists already"
                        : "the object was " + (missing ? "removed" : "replaced") + " meanwhile");
    }

    static DrException conflict(String operation, String problem) {
        return DrException.create(
                ErrorCode.CONFLICT,
                operation,
                problem,
                failure -> failure.hint("Read the object again and decide anew: another writer was faster."));
    }

    private void requireListed(String operation, String key) {
        try {
            place.s3()
                    .listObjectsV2(list -> list.bucket(place.bucket())
                            .prefix(place.nameOf(key))
                            .maxKeys(1)
                            .expectedBucketOwner(place.owner().orElse(null)));
        } catch (SdkException e) {
            throw AwsErrors.onRead(operation, e);
        }
    }

    private DrException unreadable(String operation, S3Exception e) {
        return DrException.create(
                ErrorCode.PERMISSION_DENIED,
                operation,
                "S3 forbids to look at it",
                failure -> failure.detail("httpStatus", e.statusCode())
                        .hint("Allow s3:GetObject on " + place.arn()
                                + "*, and s3:ListBucket on the bucket, without which"
                                + " S3 forbids missing keys too; an object that a KMS key encrypts needs kms:Decrypt.")
                        .cause(e));
    }
}
