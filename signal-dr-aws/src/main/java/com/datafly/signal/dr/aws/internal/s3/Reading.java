package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Opens objects. One stream is one answer of S3, and so of one version. */
final class Reading {

    private final Place place;
    private final Lookup lookup;

    Reading(Place place, Lookup lookup) {
        this.place = place;
        this.lookup = lookup;
    }

    InputStream whole(String key) {
        return open(key, request(key).build());
    }

    InputStream range(String key, long offset, long length) {
        if (length == 0) {
            return empty(key, offset);
        }
        boolean toTheEnd = length > Long.MAX_VALUE - offset;
        String range = "bytes=" + offset + "-" + (toTheEnd ? "" : offset + length - 1);
        try {
            return open(key, request(key).range(range).build());
        } catch (DrException e) {
            if ("InvalidRange".equals(e.details().get("awsErrorCode"))) {
                return empty(key, offset);
            }
            throw e;
        }
    }

    private InputStream open(String key, GetObjectRequest request) {
        String operation = "read " + key;
        try {
            return new ObjectStream(operation, place.s3().getObject(request));
        } catch (SdkException e) {
            throw AwsErrors.is(e, "NoSuchKey") ? absent(operation, e) : AwsErrors.onRead(operation, e);
        }
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder()
                .bucket(place.bucket())
                .key(place.nameOf(key))
                .checksumMode(ChecksumMode.ENABLED)
                .expectedBucketOwner(place.owner().orElse(null));
    }

    /** Answers for a range without bytes, which S3 has no answer for. */
    private InputStream empty(String key, long offset) {
        String operation = "read " + key;
        Optional<HeadObjectResponse> head = lookup.head(operation, key);
        if (head.isEmpty()) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no such object");
        }
        long size = head.get().contentLength();
        if (offset > size) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "offset " + offset + " lies behind the object's end at " + size);
        }
        return InputStream.nullInputStream();
    }

    private static DrException absent(String operation, SdkException e) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                operation,
                "there is no such object",
                failure -> failure.retry(RetryAdvice.NEVER).cause(e));
    }
}
