package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;

/** A bucket that keeps what is replaced. */
class VersionedBucketTest extends ObjectStoreContract {

    private static final S3Fixture S3 = new S3Fixture();

    private final Bucket bucket = S3.bucket(spec -> spec.versioned());

    @AfterAll
    static void stop() {
        S3.close();
    }

    @Override
    protected ObjectStore open() {
        return S3.open(bucket);
    }
}
