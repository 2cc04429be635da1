package com.datafly.signal.dr.aws.internal.msk;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.MskState;
import com.datafly.signal.dr.aws.MskStatus;
import com.datafly.signal.dr.aws.internal.AwsErrors;
import com.datafly.signal.dr.aws.internal.client.AwsSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.regions.Region;

/** The call {@code DescribeClusterV2}: a single signed GET, for which the SDK's client of MSK would be a jar more. */
public final class DescribeCluster {

    private static final String SERVICE = "kafka";
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private final AwsSession session;
    private final String arn;
    private final String operation;

    /** Prepares the call for one cluster. */
    public DescribeCluster(AwsSession session, String arn) {
        this.session = session;
        this.arn = arn;
        this.operation = "ask MSK for " + arn;
    }

    /** Makes the call. */
    public MskStatus send() {
        // Missing credentials are told before anything is sent.
        AwsCredentials credentials = session.credentials().resolveCredentials();
        try {
            return read(execute(credentials));
        } catch (SdkException e) {
            throw AwsErrors.onRead(operation, e);
        }
    }

    private JsonNode execute(AwsCredentials credentials) {
        SignedRequest signed = SIGNER.sign(sign -> sign.identity(credentials)
                .request(request())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                .putProperty(AwsV4HttpSigner.REGION_NAME, session.region()));
        HttpExecuteRequest request =
                HttpExecuteRequest.builder().request(signed.request()).build();
        try {
            HttpExecuteResponse response =
                    session.http().prepareRequest(request).call();
            String body = body(response);
            SdkHttpResponse head = response.httpResponse();
            if (!head.isSuccessful()) {
                throw refusal(head, body);
            }
            return parse(body).orElseThrow(() -> SdkClientException.create("the answer is no JSON"));
        } catch (IOException e) {
            throw SdkClientException.create("the call failed", e);
        }
    }

    private SdkHttpFullRequest request() {
        return SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(endpoint())
                .encodedPath("/api/v2/clusters/" + URLEncoder.encode(arn, StandardCharsets.UTF_8))
                .build();
    }

    private URI endpoint() {
        String suffix = Region.of(session.region()).metadata().partition().dnsSuffix();
        return session.endpoint().orElseGet(() -> URI.create("https://kafka." + session.region() + "." + suffix));
    }

    private static String body(HttpExecuteResponse response) throws IOException {
        Optional<? extends InputStream> stream = response.responseBody();
        if (stream.isEmpty()) {
            return "";
        }
        try (InputStream in = stream.get()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static AwsServiceException refusal(SdkHttpResponse head, String body) {
        String message = parse(body).flatMap(json -> text(json, "message")).orElse("");
        String code = head.firstMatchingHeader("x-amzn-ErrorType")
                .map(type -> type.split(":", 2)[0])
                .orElse("");
        AwsErrorDetails details = AwsErrorDetails.builder()
                .serviceName(SERVICE)
                .errorCode(code)
                .errorMessage(message)
                .sdkHttpResponse(head)
                .build();
        return AwsServiceException.builder()
                .awsErrorDetails(details)
                .statusCode(head.statusCode())
                .requestId(head.firstMatchingHeader("x-amzn-RequestId").orElse(null))
                .build();
    }

    /** Reads JSON; empty for what is none, as a proxy's page. */
    private static Optional<JsonNode> parse(String body) {
        try {
            return Optional.of(JsonNode.parser().parse(body)).filter(JsonNode::isObject);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private MskStatus read(JsonNode answer) {
        JsonNode info = answer.field("clusterInfo").orElseThrow(this::incomplete);
        String state = text(info, "state").orElseThrow(this::incomplete);
        return MskStatus.create(text(info, "clusterName").orElse(arn), known(state), state, more -> {
            info.field("stateInfo").flatMap(DescribeCluster::reason).ifPresent(more::reason);
            info.field("provisioned").ifPresent(provisioned -> {
                provisioned
                        .field("numberOfBrokerNodes")
                        .filter(JsonNode::isNumber)
                        .ifPresent(number -> more.brokers(Integer.parseInt(number.asNumber())));
                provisioned
                        .field("currentBrokerSoftwareInfo")
                        .flatMap(software -> text(software, "kafkaVersion"))
                        .ifPresent(more::kafkaVersion);
            });
        });
    }

    private static MskState known(String state) {
        return Arrays.stream(MskState.values())
                .filter(known -> known.name().equals(state))
                .findFirst()
                .orElse(MskState.UNKNOWN);
    }

    private static Optional<String> reason(JsonNode info) {
        Optional<String> code = text(info, "code");
        Optional<String> message = text(info, "message");
        return code.isPresent() && message.isPresent()
                ? Optional.of(code.get() + ", " + message.get())
                : code.or(() -> message);
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.field(name).filter(JsonNode::isString).map(JsonNode::asString);
    }

    private DrException incomplete() {
        return DrException.create(
                ErrorCode.UNKNOWN,
                operation,
                "the answer names no state",
                failure -> failure.hint("Check the option endpoint: what answers there may not be AWS."));
    }
}
