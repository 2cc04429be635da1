package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
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
 * <p>S3 verifies a checksum of every part and one of the whole. In memory are a part, and the bytes of one call.
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
        // Before any of these bytes is taken, so that a call that S3 refused for now may be repeated.
        sendFullParts();
        written.add(bytes, offset, length);
        pending.write(bytes, offset, length);
    }

    @Override
    public ObjectInfo commit() {
        requireOpen();
        String operation = "write " + key;
        @Nullable
        String etag = precondition
                .requiredVersion()
                .map(version -> lookup.requireVersion(operation, key, version))
                .orElse(null);
        sendFullParts();
        try {
            String version = upload != null || pendingHas(etag) ? complete(etag) : put(etag);
            finished = true;
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
        PartUpload parts = upload;
        if (parts == null || pending.size() > 0) {
            parts = sendPart(pending.toByteArray());
            pending.reset();
        }
        return parts.complete(written, precondition.requiresAbsence(), etag);
    }

    private void sendFullParts() {
        byte[] waiting = pending.size() < nextSize() ? new byte[0] : pending.toByteArray();
        int sent = 0;
        try {
            while (waiting.length - sent >= nextSize()) {
                int size = nextSize();
                sendPart(Arrays.copyOfRange(waiting, sent, sent + size));
                sent += size;
            }
        } finally {
            if (sent > 0) {
                pending.reset();
                pending.write(waiting, sent, waiting.length - sent);
            }
        }
    }

    private int nextSize() {
        return upload == null ? partSize : upload.nextSize();
    }

    private PartUpload sendPart(byte[] part) {
        try {
            PartUpload parts = upload == null ? PartUpload.begin(place, key, nonce, partSize) : upload;
            upload = parts;
            parts.send(part);
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
