package com.datafly.signal.dr.aws.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.DriverContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.RdsClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients with which one resource is reached: their credentials, region, endpoint and HTTP connection.
 *
 * <p>The SDK's own retries are off, for the portable layer retries under one deadline. A call takes at most 60 seconds,
 * one to S3 ten minutes; of that 5 seconds to connect and 30 of silence. Clients are made when they are first asked
 * for, once per region. Opening calls nobody: missing credentials show at the first call.
 *
 * <p>Options: {@code profile}, or {@code access-key-id} with the secrets {@code secret-access-key} and
 * {@code session-token}, else the SDK's default chain; {@code role-arn}, {@code role-session-name} and
 * {@code external-id} to assume a role; {@code endpoint} and {@code sts-endpoint}.
 *
 * <p>Thread-safe.
 */
public final class AwsSession implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration TRANSFER = Duration.ofMinutes(10);

    /** How long a call may take that moves no data. */
    static final Duration CALL = Duration.ofSeconds(60);

    private final Region region;
    private final Clock clock;
    private final @Nullable URI endpoint;
    private final SdkHttpClient http;
    private final SessionCredentials credentials;
    private final Map<Region, RdsClient> rds = new HashMap<>();
    private @Nullable S3Client s3;
    private boolean closed;

    private AwsSession(Region region, SessionOptions options, Clock clock) {
        this.region = region;
        this.clock = clock;
        this.endpoint = options.endpoint().orElse(null);
        this.http = UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SILENCE)
                .build();
        this.credentials = SessionCredentials.open(options, region, http);
    }

    /**
     * Opens a session. Nothing is called yet.
     *
     * @param furtherOptions the names of the options that others read from {@code context}
     * @throws DrException with {@code INVALID_ARGUMENT} if the region is unknown, which names near ones; if an option
     *     is unknown, malformed or does not go with another
     */
    public static AwsSession open(String region, DriverContext context, Set<String> furtherOptions) {
        return new AwsSession(Regions.require(region), new SessionOptions(context, furtherOptions), context.clock());
    }

    /** Returns the region's name. */
    public String region() {
        return region.id();
    }

    /** Returns the host's clock. Requests are signed by the machine's. */
    public Clock clock() {
        return clock;
    }

    /** Returns the name of the region's partition, as it stands in ARNs: {@code aws}, {@code aws-cn}, ... */
    public String partition() {
        return region.metadata().partition().id();
    }

    /** Returns the client of the session's region. */
    public RdsClient rds() {
        return rds(region);
    }

    /**
     * Returns the client of another region.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if there is no such region
     */
    public RdsClient rds(String otherRegion) {
        return rds(Regions.require(otherRegion));
    }

    private synchronized RdsClient rds(Region of) {
        requireOpen();
        return rds.computeIfAbsent(of, missing -> {
            RdsClientBuilder builder = RdsClient.builder().httpClient(http);
            return configure(builder, missing, CALL).build();
        });
    }

    /** Returns the client of the session's region. With an endpoint of its own, buckets are named in the path. */
    public synchronized S3Client s3() {
        requireOpen();
        if (s3 == null) {
            S3ClientBuilder builder = S3Client.builder().httpClient(http).forcePathStyle(endpoint != null);
            s3 = configure(builder, region, TRANSFER).build();
        }
        return s3;
    }

    private <B extends AwsClientBuilder<B, C>, C> B configure(B builder, Region of, Duration longest) {
        builder.region(of).credentialsProvider(credentials).overrideConfiguration(withoutRetries(longest));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }

    /** Returns the settings that all clients share. */
    static ClientOverrideConfiguration withoutRetries(Duration longest) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .addExecutionInterceptor(new SentOnce())
                .apiCallTimeout(longest)
                .build();
    }

    /**
     * Returns whose calls these are. A failure to get credentials is a {@link DrException} with effect {@code NONE}.
     */
    public AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** Returns the HTTP connection, which the session closes. */
    public SdkHttpClient http() {
        return http;
    }

    /** Returns where all services are called, if not where AWS has them. */
    public Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    private void requireOpen() {
        if (closed) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, "call AWS", "the session was closed");
        }
    }

    /** Closes all clients. Closing twice is harmless; work at AWS goes on. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<SdkAutoCloseable> clients = new ArrayList<>(rds.values());
        if (s3 != null) {
            clients.add(s3);
        }
        clients.forEach(SdkAutoCloseable::close);
        credentials.close();
        http.close();
    }
}
