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
import org.junit.jupiter.api.BeforeAll;

/** Journals in a bucket. */
class S3JournalTest extends JournalDriverContract {

    private static S3Fixture s3;

    private final Bucket bucket = s3.bucket();
    private final List<ObjectStore> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        s3 = new S3Fixture();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ObjectStore::close);
    }

    @Override
    protected JournalHarness harness() {
        return () -> {
            ObjectStore store = s3.open(bucket);
            opened.add(store);
            return ObjectStoreJournal.over(store);
        };
    }
}
