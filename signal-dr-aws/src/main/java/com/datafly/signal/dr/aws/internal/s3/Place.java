package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.internal.client.AwsSession;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The part of a bucket that a store is in, and what its requests have in common.
 *
 * @param kmsKey the key that encrypts what is written; empty: the bucket decides
 * @param owner the account that must own the bucket
 * @param clock the host's, for what S3 does not stamp
 */
record Place(AwsSession session, S3Address address, Optional<String> kmsKey, Optional<String> owner, Clock clock) {

    S3Client s3() {
        return session.s3();
    }

    String bucket() {
        return address.bucket();
    }

    String nameOf(String key) {
        return address.nameOf(key);
    }

    /** Returns the ARN that every object's ARN begins with. */
    String arn() {
        return "arn:" + session.partition() + ":s3:::" + address.bucket() + "/" + address.prefix();
    }

    PutObjectRequest.Builder put(String key, String nonce) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket())
                .key(nameOf(key))
                .metadata(Map.of(Versions.NONCE, nonce))
                .expectedBucketOwner(owner.orElse(null));
        kmsKey.ifPresent(
                id -> put.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id));
        return put;
    }

    CreateMultipartUploadRequest.Builder multipart(String key, String nonce) {
        CreateMultipartUploadRequest.Builder create = CreateMultipartUploadRequest.builder()
                .bucket(bucket())
                .key(nameOf(key))
                .metadata(Map.of(Versions.NONCE, nonce))
                .expectedBucketOwner(owner.orElse(null));
        kmsKey.ifPresent(
                id -> create.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id));
        return create;
    }
}
