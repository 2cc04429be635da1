package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;

/** A bucket that is neither versioned nor locked. */
class S3ObjectStoreTest extends ObjectStoreContract {

    private static final S3Fixture S3 = new S3Fixture();

    private final Bucket bucket = S3.bucket();

    @AfterAll
    static void stop() {
        S3.close();
    }

    @Override
    protected ObjectStore open() {
        return S3.open(bucket);
    }
}
