package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.aws.internal.s3.S3ObjectStore;
import com.datafly.signal.dr.spi.DriverContext;
import com.datafly.signal.dr.spi.ObjectStoreProvider;
import com.datafly.signal.dr.store.ObjectStore;

/**
 * Opens object stores on S3, whose address is {@code s3:BUCKET} or {@code s3:BUCKET/PREFIX}.
 *
 * <p>Options: {@code region}, else that of the environment or the profile, else the bucket's own; {@code kms-key-id},
 * the key that encrypts what is written, else what the bucket does by default; {@code bucket-owner}, the account that
 * must own the bucket; and those of every session with AWS.
 *
 * @since 0.1
 */
public final class S3Provider implements ObjectStoreProvider {

    /** Creates the provider; {@link java.util.ServiceLoader} does. */
    public S3Provider() {}

    @Override
    public String scheme() {
        return "s3";
    }

    /**
     * Opens a store, with one call to the bucket.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an address or an option that cannot be used, or a region
     *     that is not the bucket's; {@code NOT_FOUND} if there is no such bucket, {@code PERMISSION_DENIED} if it may
     *     not be listed
     */
    @Override
    public ObjectStore open(ResourceAddress address, DriverContext context) {
        return S3ObjectStore.open(address, context);
    }
}
