package com.datafly.signal.dr.aws.internal.s3;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectKeys;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.ObjectWriter;
import com.datafly.signal.dr.store.Precondition;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;

/**
 * Objects in a bucket of S3, as they are: the key is behind the prefix, the bytes are nothing but the content.
 *
 * <p>Conditions are S3's own, checked where the object is. A required version is first compared by a HEAD and then
 * required by its ETag. What is not noticed is two changes or more between these calls, of which the last puts the very
 * same bytes back, or an unconditional write that does. In a versioned bucket replaced and deleted objects stay as S3's
 * older versions; this store never removes one, nor shortens a retention.
 *
 * <p>Thread-safe.
 */
public final class S3ObjectStore implements ObjectStore {

    private static final String ANY = "*";

    private final AwsSession session;
    private final Place place;
    private final Lookup lookup;

    private S3ObjectStore(AwsSession session, Place place) {
        this.session = session;
        this.place = place;
        this.lookup = new Lookup(place);
    }

    /**
     * Opens a store as {@link com.datafly.signal.dr.aws.S3Provider} says.
     *
     * @throws DrException if the address or an option is wrong, or the bucket cannot be used
     */
    public static S3ObjectStore open(ResourceAddress location, DriverContext context) {
        S3Address address = S3Address.of(location);
        AwsSession session = new BucketOpening(address, context).open();
        Place place = new Place(
                session,
                address,
                context.option(BucketOpening.KMS_KEY),
                context.option(BucketOpening.OWNER),
                context.clock());
        return new S3ObjectStore(session, place);
    }

    @Override
    public String address() {
        return place.address().toString();
    }

    /** A bucket is lost with its region. */
    @Override
    public List<FailureDomain> failureDomains() {
        return List.of(
                FailureDomain.ofAddress(address()),
                FailureDomain.of("region", session.partition() + ":" + session.region()));
    }

    @Override
    public Optional<ObjectInfo> find(String key) {
        return lookup.find(ObjectKeys.requireKey(key));
    }

    @Override
    public InputStream read(String key) {
        return new Reading(place, lookup).whole(ObjectKeys.requireKey(key));
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        ObjectKeys.requireKey(key);
        ObjectKeys.requireRange(key, offset, length);
        return new Reading(place, lookup).range(key, offset, length);
    }

    @Override
    public ObjectInfo write(String key, byte[] content, Precondition precondition) {
        try (ObjectWriter writer = writer(key, precondition)) {
            writer.write(content, 0, content.length);
            return writer.commit();
        }
    }

    @Override
    public ObjectWriter writer(String key, Precondition precondition) {
        ObjectKeys.requireKey(key);
        requireNonNull(precondition, "precondition");
        return new S3ObjectWriter(place, lookup, key, precondition);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String after, int limit) {
        ObjectKeys.requireListing(prefix, limit);
        requireNonNull(after, "after");
        return new Listing(place, lookup).list(prefix, after, limit);
    }

    @Override
    public boolean delete(String key, Precondition precondition) {
        String operation = "delete " + ObjectKeys.requireKey(key);
        if (precondition.requiresAbsence()) {
            if (lookup.head(operation, key).isPresent()) {
                throw Lookup.conflict(operation, "the object exists");
            }
            return false;
        }
        String etag = precondition
                .requiredVersion()
                .map(version -> lookup.requireVersion(operation, key, version))
                .orElse(ANY);
        try {
            place.s3()
                    .deleteObject(DeleteObjectRequest.builder()
                            .bucket(place.bucket())
                            .key(place.nameOf(key))
                            .ifMatch(etag)
                            .expectedBucketOwner(place.owner().orElse(null))
                            .build());
            return true;
        } catch (SdkException e) {
            if (etag.equals(ANY) && (AwsErrors.is(e, "PreconditionFailed") || AwsErrors.is(e, "NoSuchKey"))) {
                return false;
            }
            throw lookup.changeFailure(operation, precondition, e);
        }
    }

    /** Closes the session. What was not committed is left to its writer. */
    @Override
    public void close() {
        session.close();
    }
}
