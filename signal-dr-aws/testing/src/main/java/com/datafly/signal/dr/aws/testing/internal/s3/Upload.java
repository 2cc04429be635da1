package com.datafly.signal.dr.aws.testing.internal.s3;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A multipart upload that was begun.
 *
 * @param checksum the checksum of its parts; empty: S3 computes one of its own
 * @param composite whether the object's checksum is made of the parts' checksums
 * @param parts what was uploaded, by part number
 */
record Upload(
        String id,
        String key,
        Instant initiated,
        Map<String, String> headers,
        Optional<ChecksumKind> checksum,
        boolean composite,
        NavigableMap<Integer, Content> parts) {

    static Upload begin(
            String id,
            S3Request request,
            Instant now,
            Map<String, String> headers,
            Optional<ChecksumKind> checksum,
            boolean composite) {
        return new Upload(id, request.key(), now, headers, checksum, composite, new ConcurrentSkipListMap<>());
    }
}
