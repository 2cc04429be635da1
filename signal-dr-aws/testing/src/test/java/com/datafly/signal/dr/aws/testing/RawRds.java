package com.datafly.signal.dr.aws.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A client of RDS that is nothing but HTTP and a signature. */
final class RawRds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final AccessKey key;
    private final String region;

    RawRds(AwsServer server, AccessKey key, String region) {
        this.endpoint = server.endpoint();
        this.key = key;
        this.region = region;
    }

    /** Calls an action with parameters, given as name, value, name, value. */
    RawAnswer call(String action, String... parameters) {
        Map<String, String> form = new TreeMap<>(Map.of("Action", action, "Version", "2014-10-31"));
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], parameters[i + 1]);
        }
        String body = form.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        String time = TIME.format(Instant.now());
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("X-Amz-Date", time)
                .header("Authorization", authorization(time, body))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        key.sessionToken().ifPresent(token -> request.header("X-Amz-Security-Token", token.use(String::new)));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new RawAnswer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new RawAnswer(0, "");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String authorization(String time, String body) {
        String host = endpoint.getHost() + ":" + endpoint.getPort();
        String canonical = "POST\n/\n\nhost:" + host + "\nx-amz-date:" + time + "\n\nhost;x-amz-date\n" + sha256(body);
        String scope = time.substring(0, 8) + "/" + region + "/rds/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical);
        byte[] signing = ("AWS4" + key.secret().use(String::new)).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            signing = hmac(signing, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + key.id() + "/" + scope + ", SignedHeaders=host;x-amz-date, Signature="
                + HexFormat.of().formatHex(hmac(signing, toSign));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
