package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.s3.BucketSettings;
import com.datafly.signal.dr.aws.testing.internal.s3.BucketState;
import com.datafly.signal.dr.aws.testing.internal.s3.S3Service;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The account's buckets, as the console of S3 shows and makes them.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class Buckets {

    private final Clock clock;
    private final S3Service service;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    Buckets(String account, Clock clock) {
        this.clock = clock;
        this.service = new S3Service(account);
    }

    /** Makes an empty bucket in eu-west-1 that is neither versioned nor locked. */
    public Bucket create(String name) {
        return create(name, spec -> {});
    }

    /**
     * Makes an empty bucket.
     *
     * @throws IllegalStateException if there is one of that name
     */
    public Bucket create(String name, Consumer<Spec> settings) {
        Spec spec = new Spec();
        settings.accept(spec);
        Bucket bucket = new Bucket(new BucketState(name, spec.build(), clock));
        if (buckets.putIfAbsent(name, bucket) != null) {
            throw new IllegalStateException("there is a bucket " + name);
        }
        service.add(bucket.state());
        return bucket;
    }

    /** Removes a bucket with all that is in it, locked or not, as the end of the account would. */
    public void remove(String name) {
        buckets.remove(name);
        service.remove(name);
    }

    S3Service service() {
        return service;
    }

    /**
     * How a bucket is made. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Spec {
        private String region = "eu-west-1";
        private boolean versioned;
        private Optional<String> lockMode = Optional.empty();
        private Duration retention = Duration.ZERO;
        private Optional<String> kmsKey = Optional.empty();

        private Spec() {}

        /** Sets where it is; eu-west-1 if not set. */
        public Spec region(String region) {
            this.region = region;
            return this;
        }

        /** Lets it keep what is replaced and deleted. */
        public Spec versioned() {
            this.versioned = true;
            return this;
        }

        /**
         * Locks each object that is written, as its default retention; such a bucket is versioned.
         *
         * @param mode {@code GOVERNANCE} or {@code COMPLIANCE}
         */
        public Spec locked(String mode, int days) {
            this.versioned = true;
            this.lockMode = Optional.of(mode);
            this.retention = Duration.ofDays(days);
            return this;
        }

        /** Sets the KMS key that encrypts by default what is written. */
        public Spec kmsKey(String arn) {
            this.kmsKey = Optional.of(arn);
            return this;
        }

        private BucketSettings build() {
            return new BucketSettings(region, versioned, lockMode, retention, kmsKey);
        }
    }
}
