package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * An object on its way to S3: up to a part's size in one request at its commit, a longer one in parts as they fill up.
 *
 * <p>S3 verifies a checksum of every part and one of the whole. No more than a part is in memory.
 *
 * <p>An ETag is the MD5 of the bytes, or of the parts' MD5s. Whoever replaces a version by the very same bytes gives
 * them another ETag than they had, by writing them as a part, so that others who still require the old version see the
 * change. For the same reason the size of parts differs from object to object.
 */
final class S3ObjectWriter implements ObjectWriter {

    private final Place place;
    private final Lookup lookup;
    private final String key;
    private final Precondition precondition;
    private final String nonce = Versions.newNonce();
    private final int partSize = PartUpload.newPartSize();
    private final WrittenBytes written = new WrittenBytes();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private @Nullable PartUpload upload;
    private boolean finished;

    S3ObjectWriter(Place place, Lookup lookup, String key, Precondition precondition) {
        this.place = place;
        this.lookup = lookup;
        this.key = key;
        this.precondition = precondition;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, length, bytes.length);
        written.add(bytes, offset, length);
        int done = 0;
        while (done < length) {
            int room = (upload == null ? partSize : upload.nextSize()) - pending.size();
            if (room == 0) {
                sendPart();
                continue;
            }
            int count = Math.min(room, length - done);
            pending.write(bytes, offset + done, count);
            done += count;
        }
    }

    @Override
    public ObjectInfo commit() {
        requireOpen();
        finished = true;
        String operation = "write " + key;
        @Nullable
        String etag = precondition
                .requiredVersion()
                .map(version -> lookup.requireVersion(operation, key, version))
                .orElse(null);
        try {
            String version = upload != null || pendingHas(etag) ? complete(etag) : put(etag);
            Instant answered = place.clock().instant();
            return ObjectInfo.written(key, written.size(), version, () -> modified(version, answered));
        } catch (SdkException e) {
            throw lookup.changeFailure(operation, precondition, e);
        }
    }

    /** Drops the parts unless they were put together; what S3 was asked to put together and did not answer too. */
    @Override
    public void close() {
        finished = true;
        if (upload != null) {
            upload.abort();
            upload = null;
        }
    }

    private String put(@Nullable String etag) {
        PutObjectRequest request = place.put(key, nonce)
                .checksumCRC32C(written.checksum())
                .ifNoneMatch(precondition.requiresAbsence() ? "*" : null)
                .ifMatch(etag)
                .build();
        PutObjectResponse answer = place.s3().putObject(request, body(pending.toByteArray()));
        return Versions.of(answer.eTag(), answer.versionId(), nonce);
    }

    private String complete(@Nullable String etag) {
        return sendPart().complete(written, precondition.requiresAbsence(), etag);
    }

    private PartUpload sendPart() {
        try {
            PartUpload parts = upload == null ? PartUpload.begin(place, key, nonce, partSize) : upload;
            upload = parts;
            parts.send(pending.toByteArray());
            pending.reset();
            return parts;
        } catch (SdkException e) {
            // Nothing of the object is visible before its commit.
            throw AwsErrors.onRead("write " + key, e);
        }
    }

    private boolean pendingHas(@Nullable String etag) {
        return etag != null && Versions.isEtagOf(pending.toByteArray(), etag);
    }

    /** S3 stamps an object with a time that only a look at it tells; of a replaced one that of the answer must do. */
    private Instant modified(String version, Instant answered) {
        return lookup.head("find " + key, key)
                .filter(head -> Versions.of(head).equals(version))
                .map(HeadObjectResponse::lastModified)
                .orElse(answered);
    }

    static RequestBody body(byte[] bytes) {
        return RequestBody.fromContentProvider(
                ContentStreamProvider.fromByteArrayUnsafe(bytes), bytes.length, "application/octet-stream");
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the writer of " + key + " was committed or closed");
        }
    }
}
