package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** CreateMultipartUpload, UploadPart and AbortMultipartUpload. */
final class Multipart {

    private static final int MOST_PARTS = 10_000;
    private static final String ALGORITHM = "x-amz-checksum-algorithm";
    private static final String TYPE = "x-amz-checksum-type";

    private Multipart() {}

    static Answer create(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:PutObject", request.objectArn());
        Optional<ChecksumKind> checksum = request.header(ALGORITHM).map(ChecksumKind::named);
        boolean composite = composite(checksum, request.header(TYPE));
        String id = UUID.randomUUID().toString().replace("-", "");
        Map<String, String> kept = ObjectWrites.storedHeaders(bucket, request);
        synchronized (bucket) {
            bucket.uploads().put(id, Upload.begin(id, request, bucket.now(), kept, checksum, composite));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        checksum.ifPresent(kind -> {
            headers.put(ALGORITHM, kind.name());
            headers.put(TYPE, composite ? "COMPOSITE" : "FULL_OBJECT");
        });
        return S3Service.xml(
                Listings.answer("InitiateMultipartUploadResult")
                        .put("Bucket", bucket.name())
                        .put("Key", request.key())
                        .put("UploadId", id),
                headers);
    }

    static Answer uploadPart(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:PutObject", request.objectArn());
        int number = partNumber(request.parameter("partNumber").orElse(""));
        Upload upload = upload(bucket, request);
        Optional<StoredVersion.StoredChecksum> sent = ObjectWrites.verifiedChecksum(request);
        ObjectWrites.requireDigestIfLocked(bucket, request);
        if (sent.isPresent()
                && upload.checksum().isPresent()
                && sent.get().kind() != upload.checksum().get()) {
            throw Refusal.of(
                    "InvalidRequest",
                    "Checksum Type mismatch occurred, expected checksum Type: "
                            + upload.checksum().get() + ", actual checksum Type: "
                            + sent.get().kind());
        }
        Content content = request.body();
        upload.parts().put(number, content);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", content.etag());
        sent.ifPresent(checksum -> headers.put(checksum.kind().header(), checksum.value()));
        return Answer.of(200, headers, new byte[0]);
    }

    static Answer abort(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:AbortMultipartUpload", request.objectArn());
        synchronized (bucket) {
            bucket.uploads().remove(upload(bucket, request).id());
        }
        return Answer.of(204, Map.of(), new byte[0]);
    }

    /** Finds the upload that a request names. */
    static Upload upload(BucketState bucket, S3Request request) {
        synchronized (bucket) {
            Upload upload = bucket.uploads().get(request.parameter("uploadId").orElse(""));
            if (upload == null || !upload.key().equals(request.key())) {
                throw Refusal.of(
                        "NoSuchUpload",
                        404,
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                + " aborted or completed.");
            }
            return upload;
        }
    }

    private static boolean composite(Optional<ChecksumKind> checksum, Optional<String> type) {
        if (checksum.isEmpty() || checksum.get() == ChecksumKind.CRC64NVME) {
            return false;
        }
        boolean composite = type.map("COMPOSITE"::equals).orElse(true);
        if (!composite && !checksum.get().isLinear()) {
            throw Refusal.of(
                    "InvalidRequest",
                    "The FULL_OBJECT checksum type cannot be used with the " + checksum.get() + " checksum algorithm.");
        }
        return composite;
    }

    private static int partNumber(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST_PARTS) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw badPartNumber();
        }
        throw badPartNumber();
    }

    private static Refusal badPartNumber() {
        return Refusal.of("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
}
