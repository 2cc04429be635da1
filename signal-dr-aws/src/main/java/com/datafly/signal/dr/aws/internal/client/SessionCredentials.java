package com.datafly.signal.dr.aws.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of a session: static ones, a profile's, or what the SDK's default chain finds; with a role on top
 * where one is to be assumed, refreshed before it expires.
 *
 * <p>A failure to get them is a {@link DrException} with effect {@code NONE}: the call for which they were needed was
 * never sent.
 */
final class SessionCredentials implements AwsCredentialsProvider, AutoCloseable {

    private final AwsCredentialsProvider source;
    private final String operation;
    private final String lookedFor;
    private final Deque<SdkAutoCloseable> opened = new ArrayDeque<>();

    private SessionCredentials(AwsCredentialsProvider source, String operation, String lookedFor) {
        this.source = source;
        this.operation = operation;
        this.lookedFor = lookedFor;
        if (source instanceof SdkAutoCloseable closeable) {
            opened.push(closeable);
        }
    }

    static SessionCredentials open(SessionOptions options, Region region, SdkHttpClient http) {
        SessionCredentials base = base(options);
        if (options.roleArn().isEmpty()) {
            return base;
        }
        String role = options.roleArn().get();
        StsClient sts = sts(options, region, http, base);
        AwsCredentialsProvider assumed = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(assumption(options, role))
                .build();
        SessionCredentials credentials = new SessionCredentials(
                assumed, "assume role " + role, "the role " + role + " was to be assumed through STS");
        credentials.opened.addLast(sts);
        credentials.opened.addLast(base::close);
        return credentials;
    }

    private static SessionCredentials base(SessionOptions options) {
        String operation = "get AWS credentials";
        if (options.accessKeyId().isPresent()) {
            AwsCredentialsProvider keys =
                    staticKeys(options.accessKeyId().get(), options.secretAccessKey(), options.sessionToken());
            return new SessionCredentials(keys, operation, "the secret secret-access-key was looked for");
        }
        if (options.profile().isPresent()) {
            String profile = options.profile().get();
            return new SessionCredentials(
                    ProfileCredentialsProvider.create(profile),
                    operation,
                    "the profile '" + profile + "' was looked for in ~/.aws/config and ~/.aws/credentials");
        }
        return new SessionCredentials(
                DefaultCredentialsProvider.builder().build(),
                operation,
                "the default chain looked for the system properties aws.accessKeyId and aws.secretAccessKey, the"
                        + " variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity token"
                        + " (AWS_WEB_IDENTITY_TOKEN_FILE), the profile '"
                        + System.getenv().getOrDefault("AWS_PROFILE", "default")
                        + "', the container's credentials (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) and the machine's"
                        + " role (instance metadata)");
    }

    /** Reads the secrets at each use, so that no second copy of them is kept. */
    private static AwsCredentialsProvider staticKeys(String id, Secret key, Optional<Secret> token) {
        return () -> {
            String plain = key.use(String::new);
            return token.<AwsCredentials>map(secret -> AwsSessionCredentials.create(id, plain, secret.use(String::new)))
                    .orElseGet(() -> AwsBasicCredentials.create(id, plain));
        };
    }

    private static StsClient sts(
            SessionOptions options, Region region, SdkHttpClient http, AwsCredentialsProvider credentials) {
        StsClientBuilder builder = StsClient.builder()
                .region(region)
                .httpClient(http)
                .credentialsProvider(credentials)
                .overrideConfiguration(AwsSession.withoutRetries(AwsSession.CALL));
        Optional<URI> endpoint = options.stsEndpoint();
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AssumeRoleRequest assumption(SessionOptions options, String role) {
        AssumeRoleRequest.Builder request =
                AssumeRoleRequest.builder().roleArn(role).roleSessionName(options.roleSessionName());
        options.externalId().ifPresent(request::externalId);
        return request.build();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return source.resolveCredentials();
        } catch (SdkClientException e) {
            throw AwsErrors.isLocal(e) ? missing(e) : AwsErrors.onRead(operation, e);
        } catch (SdkException e) {
            throw AwsErrors.onRead(operation, e);
        } catch (IllegalStateException e) {
            throw missing(e);
        }
    }

    private DrException missing(RuntimeException e) {
        return DrException.create(
                ErrorCode.UNAUTHENTICATED,
                operation,
                "there are no credentials: " + lookedFor,
                failure -> failure.hint("Set the option profile, or access-key-id with the secret secret-access-key, or"
                                + " provide one of what was looked for.")
                        .cause(e));
    }

    @Override
    public void close() {
        opened.forEach(SdkAutoCloseable::close);
    }
}
