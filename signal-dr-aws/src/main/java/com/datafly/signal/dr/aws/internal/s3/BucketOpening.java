package com.datafly.signal.dr.aws.internal.s3;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import com.datafly.signal.dr.spi.DriverContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds the region of a bucket, and whether it can be used at all. */
final class BucketOpening {

    static final String KMS_KEY = "kms-key-id";
    static final String OWNER = "bucket-owner";

    private static final String REGION = "region";
    private static final String ANY_REGION = "us-east-1";
    private static final String BUCKET_REGION = "x-amz-bucket-region";

    private final S3Address address;
    private final DriverContext context;

    BucketOpening(S3Address address, DriverContext context) {
        this.address = address;
        this.context = context;
    }

    /**
     * Opens a session in the bucket's region.
     *
     * @throws DrException as {@link com.datafly.signal.dr.aws.S3Provider} says
     */
    AwsSession open() {
        Optional<String> wanted = context.option(REGION);
        AwsSession session = session(wanted.orElseGet(this::likelyRegion));
        Optional<String> other = elsewhere(session);
        if (other.isEmpty()) {
            return session;
        }
        session.close();
        if (wanted.isPresent()) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "open " + address,
                    "the bucket is in " + other.get() + ", not in " + wanted.get(),
                    failure -> failure.resource(address.toString())
                            .hint("Set the option region to " + other.get() + ", or leave it out."));
        }
        AwsSession there = session(other.get());
        requireThere(there);
        return there;
    }

    private void requireThere(AwsSession session) {
        Optional<String> other = elsewhere(session);
        if (other.isPresent()) {
            session.close();
            throw DrException.of(
                    ErrorCode.UNKNOWN,
                    "open " + address,
                    "S3 sends from " + session.region() + " on to " + other.get() + ", which had sent there");
        }
    }

    private AwsSession session(String region) {
        return AwsSession.open(region, context, Set.of(REGION, KMS_KEY, OWNER));
    }

    /** The machine's own metadata is not asked: what the bucket says counts in the end. */
    private String likelyRegion() {
        @Nullable String profile = context.option("profile").orElse(null);
        AwsRegionProviderChain chain = new AwsRegionProviderChain(
                new SystemSettingsRegionProvider(),
                new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile));
        try {
            return Optional.ofNullable(chain.getRegion()).map(Object::toString).orElse(ANY_REGION);
        } catch (SdkClientException e) {
            return ANY_REGION;
        }
    }

    /** Calls the bucket; returns its region if that is not the session's. Closes the session if it fails. */
    private Optional<String> elsewhere(AwsSession session) {
        try {
            try {
                session.s3()
                        .listObjectsV2(list -> list.bucket(address.bucket())
                                .prefix(address.prefix())
                                .maxKeys(1)
                                .expectedBucketOwner(context.option(OWNER).orElse(null)));
                return Optional.empty();
            } catch (S3Exception e) {
                return Optional.of(regionToldBy(e)
                        .or(() -> isElsewhere(e) ? regionOfHead(session) : Optional.empty())
                        .filter(region -> !region.equals(session.region()))
                        .orElseThrow(() -> unusable(e)));
            } catch (SdkException e) {
                throw unusable(e);
            }
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private DrException unusable(SdkException e) {
        return AwsErrors.is(e, "NoSuchBucket")
                ? DrException.create(
                        ErrorCode.NOT_FOUND,
                        "open " + address,
                        "there is no bucket " + address.bucket(),
                        failure -> failure.resource(address.toString())
                                .hint("Correct the address, or create the bucket: signal-dr creates none.")
                                .cause(e))
                : AwsErrors.onRead("open " + address, e);
    }

    private Optional<String> regionOfHead(AwsSession session) {
        try {
            session.s3().headBucket(head -> head.bucket(address.bucket()));
            return Optional.empty();
        } catch (S3Exception e) {
            return regionToldBy(e);
        }
    }

    private static boolean isElsewhere(S3Exception e) {
        return e.statusCode() == 301
                || e.statusCode() == 307
                || AwsErrors.is(e, "PermanentRedirect")
                || AwsErrors.is(e, "AuthorizationHeaderMalformed");
    }

    private static Optional<String> regionToldBy(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .flatMap(details -> Optional.ofNullable(details.sdkHttpResponse()))
                .flatMap(response -> response.firstMatchingHeader(BUCKET_REGION));
    }
}
