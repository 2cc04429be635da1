package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A bucket whose default retention locks each object. */
class LockedBucketTest extends ObjectStoreContract {

    private static S3Fixture s3;

    private final Bucket bucket = s3.bucket(spec -> spec.locked("COMPLIANCE", 30));

    @BeforeAll
    static void start() {
        s3 = new S3Fixture();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @Override
    protected ObjectStore open() {
        return s3.open(bucket);
    }
}
