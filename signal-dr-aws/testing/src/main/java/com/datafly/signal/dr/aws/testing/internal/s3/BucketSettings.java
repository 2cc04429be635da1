package com.datafly.signal.dr.aws.testing.internal.s3;

import java.time.Duration;
import java.util.Optional;

/**
 * How a bucket was made.
 *
 * @param region where it is
 * @param versioned whether it keeps what is replaced
 * @param lockMode the mode of its default retention, if it has one
 * @param retention how long its default retention lasts
 * @param kmsKey the key that encrypts its objects by default, if it is not S3's own
 */
public record BucketSettings(
        String region, boolean versioned, Optional<String> lockMode, Duration retention, Optional<String> kmsKey) {}
