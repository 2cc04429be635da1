package com.datafly.signal.dr.examples.docs;

import com.datafly.signal.dr.SignalDr;

/** Keeps the backups of a server of one's own in a bucket. */
final class BucketRepository {

    private BucketRepository() {}

    static SignalDr open() {
        return SignalDr.builder()
                .database(
                        "postgres:db.internal:5432/datafly",
                        options -> options.option("repository", "s3:backups/datafly"))
                .store("s3:backups/datafly", options -> options.option("region", "eu-west-1"))
                .build();
    }
}
