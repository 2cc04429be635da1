package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.aws.testing.Bucket;
import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** Journals in a bucket. */
class S3JournalTest extends JournalDriverContract {

    private static final S3Fixture S3 = new S3Fixture();

    private final Bucket bucket = S3.bucket();
    private final List<ObjectStore> opened = new ArrayList<>();

    @AfterAll
    static void stop() {
        S3.close();
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ObjectStore::close);
    }

    @Override
    protected JournalHarness harness() {
        return () -> {
            ObjectStore store = S3.open(bucket);
            opened.add(store);
            return ObjectStoreJournal.over(store);
        };
    }
}
