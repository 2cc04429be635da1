package com.datafly.signal.dr.aws.testing.internal.msk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Encoding;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.datafly.signal.dr.aws.testing.internal.http.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MSK over its REST protocol: DescribeClusterV2. Thread-safe. */
public final class MskService implements Service {

    private static final String DESCRIBE = "DescribeClusterV2";
    private static final Pattern CLUSTER = Pattern.compile("/api/v2/clusters/([^/]+)");
    private static final Map<String, String> REST_CODES = Map.of(
            "AccessDenied", "AccessDeniedException",
            "InvalidClientTokenId", "UnrecognizedClientException",
            "SignatureDoesNotMatch", "InvalidSignatureException",
            "IncompleteSignature", "IncompleteSignatureException",
            "ExpiredToken", "ExpiredTokenException",
            "Throttling", "TooManyRequestsException",
            "ServiceUnavailable", "ServiceUnavailableException",
            "InternalFailure", "InternalServerErrorException");

    private final Map<String, Cluster> clusters = new ConcurrentHashMap<>();

    /** Keeps a cluster, in place of one with the same ARN. */
    public void put(Cluster cluster) {
        clusters.put(cluster.arn(), cluster);
    }

    /** Returns the cluster of that ARN, if there is one. */
    public Optional<Cluster> find(String arn) {
        return Optional.ofNullable(clusters.get(arn));
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Command read(Request request) {
        Matcher path = CLUSTER.matcher(request.path());
        if (!request.method().equals("GET") || !path.matches()) {
            throw Refusal.of("BadRequestException", "There is no such operation here.");
        }
        return new Command(DESCRIBE, Map.of("clusterArn", Encoding.decode(path.group(1))));
    }

    @Override
    public Answer handle(Request request, Command command) {
        String arn = command.parameters().getOrDefault("clusterArn", "");
        request.principal().authorize("kafka:" + DESCRIBE, arn);
        Cluster cluster = find(arn)
                .filter(found -> found.arn().split(":", -1)[3].equals(request.region()))
                .orElseThrow(() -> Refusal.of("NotFoundException", 404, "Cluster not found."));
        return answer(200, Map.of("clusterInfo", describe(cluster)), Map.of());
    }

    private static Map<String, Object> describe(Cluster cluster) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("clusterArn", cluster.arn());
        info.put("clusterName", cluster.name());
        info.put("clusterType", "PROVISIONED");
        info.put("creationTime", cluster.createdAt().toString());
        info.put("currentVersion", "K3AEGXETSR30VB");
        info.put("state", cluster.state());
        if (!cluster.code().isEmpty()) {
            info.put("stateInfo", Map.of("code", cluster.code(), "message", cluster.message()));
        }
        info.put(
                "provisioned",
                Map.of("numberOfBrokerNodes", 3, "currentBrokerSoftwareInfo", Map.of("kafkaVersion", "3.6.0")));
        return info;
    }

    @Override
    public Answer refuse(Refusal refusal, String requestId) {
        String code = REST_CODES.getOrDefault(refusal.code(), refusal.code());
        Map<String, String> headers = Map.of("x-amzn-ErrorType", code, "x-amzn-RequestId", requestId);
        Refusal told = Refusal.of(code, refusal.status(), refusal.text()).with(headers);
        return answer(refusal.status(), Map.of("message", refusal.text()), headers)
                .refusing(told);
    }

    private static Answer answer(int status, Map<String, Object> body, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        return Answer.of(status, all, Json.object(body).getBytes(UTF_8));
    }
}
