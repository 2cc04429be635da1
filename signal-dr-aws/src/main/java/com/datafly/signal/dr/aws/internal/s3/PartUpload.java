package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** A multipart upload that was begun. Not thread-safe. */
final class PartUpload {

    /** S3 takes no smaller parts than 5 MiB but the last, and no more of them than this. */
    private static final int MOST_PARTS = 10_000;

    private static final int SMALLEST = 8 << 20;
    private static final int VARIATION = 1 << 20;

    /** Parts double in size after so many, so that an object may have 484 GiB, and one part 144 MiB at most. */
    private static final int PARTS_OF_A_SIZE = 2000;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Place place;
    private final String key;
    private final String nonce;
    private final String id;
    private final int partSize;
    private final List<CompletedPart> parts = new ArrayList<>();
    private boolean completed;

    private PartUpload(Place place, String key, String nonce, String id, int partSize) {
        this.place = place;
        this.key = key;
        this.nonce = nonce;
        this.id = id;
        this.partSize = partSize;
    }

    /** Begins an upload whose first parts are to have that size. */
    static PartUpload begin(Place place, String key, String nonce, int partSize) {
        CreateMultipartUploadRequest request = place.multipart(key, nonce)
                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                .checksumType(ChecksumType.FULL_OBJECT)
                .build();
        String id = place.s3().createMultipartUpload(request).uploadId();
        return new PartUpload(place, key, nonce, id, partSize);
    }

    /** Chooses a size of parts, 8 to 9 MiB. */
    static int newPartSize() {
        return SMALLEST + RANDOM.nextInt(VARIATION);
    }

    /** Returns how large the next part is to be. */
    int nextSize() {
        return partSize << (parts.size() / PARTS_OF_A_SIZE);
    }

    void send(byte[] bytes) {
        if (parts.size() == MOST_PARTS) {
            throw DrException.of(ErrorCode.QUOTA, "write " + key, "an object has at most " + MOST_PARTS + " parts");
        }
        int number = parts.size() + 1;
        String checksum = WrittenBytes.checksum(bytes);
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(place.bucket())
                .key(place.nameOf(key))
                .uploadId(id)
                .partNumber(number)
                .checksumCRC32C(checksum)
                .expectedBucketOwner(place.owner().orElse(null))
                .build();
        String etag = place.s3().uploadPart(request, S3ObjectWriter.body(bytes)).eTag();
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(etag)
                .checksumCRC32C(checksum)
                .build());
    }

    /** Puts the parts together and returns the object's version. */
    String complete(WrittenBytes written, boolean ifAbsent, @Nullable String ifEtag) {
        CompleteMultipartUploadRequest request = CompleteMultipartUploadRequest.builder()
                .bucket(place.bucket())
                .key(place.nameOf(key))
                .uploadId(id)
                .multipartUpload(all -> all.parts(parts))
                .checksumType(ChecksumType.FULL_OBJECT)
                .checksumCRC32C(written.checksum())
                .mpuObjectSize(written.size())
                .ifNoneMatch(ifAbsent ? "*" : null)
                .ifMatch(ifEtag)
                .expectedBucketOwner(place.owner().orElse(null))
                .build();
        CompleteMultipartUploadResponse answer = place.s3().completeMultipartUpload(request);
        completed = true;
        return Versions.of(answer.eTag(), answer.versionId(), nonce);
    }

    /** Drops the parts, unless they were put together. */
    void abort() {
        if (completed) {
            return;
        }
        try {
            place.s3()
                    .abortMultipartUpload(abort -> abort.bucket(place.bucket())
                            .key(place.nameOf(key))
                            .uploadId(id)
                            .expectedBucketOwner(place.owner().orElse(null)));
        } catch (SdkException e) {
            if (!AwsErrors.is(e, "NoSuchUpload")) {
                throw AwsErrors.onChange("drop the parts of " + key, e);
            }
        }
    }
}
