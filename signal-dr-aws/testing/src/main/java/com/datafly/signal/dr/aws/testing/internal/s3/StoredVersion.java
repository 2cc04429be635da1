package com.datafly.signal.dr.aws.testing.internal.s3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One version of an object, or a delete marker.
 *
 * @param id the version's id, {@code null} as text in a bucket that is not versioned
 * @param content the bytes, empty of a delete marker
 * @param etag the entity tag with its quotation marks
 * @param headers what it was stored with and is answered with: user metadata, content type, encryption
 * @param checksum its checksum, which a delete marker has not
 * @param modified when it was written, in whole seconds
 * @param lock until when it may not be removed
 */
record StoredVersion(
        String id,
        Content content,
        String etag,
        Map<String, String> headers,
        Optional<StoredChecksum> checksum,
        Instant modified,
        Optional<Lock> lock) {

    static StoredVersion deleteMarker(String id, Instant modified) {
        return new StoredVersion(id, Content.NONE, "", Map.of(), Optional.empty(), modified, Optional.empty());
    }

    boolean isDeleteMarker() {
        return checksum.isEmpty();
    }

    /** Returns the same version with other bytes, as a failing disk would have it. */
    StoredVersion damaged() {
        return new StoredVersion(id, content.damaged(), etag, headers, checksum, modified, lock);
    }

    /**
     * A checksum that is kept.
     *
     * @param composite whether it is the checksum of the parts' checksums
     */
    record StoredChecksum(ChecksumKind kind, String value, boolean composite) {

        String type() {
            return composite ? "COMPOSITE" : "FULL_OBJECT";
        }
    }

    /**
     * A retention period.
     *
     * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
     */
    record Lock(String mode, Instant until) {}
}
