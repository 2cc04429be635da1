package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What kubectl and Helm need beyond JSON: protobuf for what they know by type, and as much of OpenAPI as they read. */
final class ToolsTest {

    private final ApiServer server = ApiServer.start().namespace("datafly");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aReleaseIsWrittenAsProtobuf() throws Exception {
        byte[] name = field(1, "sh.helm.release.v1.a.v1".getBytes(UTF_8));
        byte[] label = field(11, joined(field(1, "owner".getBytes(UTF_8)), field(2, "helm".getBytes(UTF_8))));
        byte[] data = field(2, joined(field(1, "release".getBytes(UTF_8)), field(2, "H4sI".getBytes(UTF_8))));
        byte[] secret = joined(field(1, joined(name, label)), data, field(3, "helm.sh/release.v1".getBytes(UTF_8)));

        int status = send(envelope("Secret", secret));

        var stored = server.objects().get("secrets", "datafly", "sh.helm.release.v1.a.v1");
        assertThat(status).isEqualTo(201);
        assertThat(Json.text(stored, "type")).isEqualTo("helm.sh/release.v1");
        assertThat(Json.text(stored, "metadata", "labels", "owner")).isEqualTo("helm");
        assertThat(stored.at("/data/release").binaryValue()).isEqualTo("H4sI".getBytes(UTF_8));
    }

    @Test
    void protobufOfAnyOtherKindIsNotUnderstood() throws Exception {
        assertThat(send(envelope("Gadget", new byte[0]))).isEqualTo(415);
        assertThat(send("not protobuf".getBytes(UTF_8))).isEqualTo(400);
    }

    @Test
    void fieldsAreCheckedByTheServerSoToolsNeedNoSchemas() {
        ApiClient api = ApiClient.of(server);

        String place = api.get("/openapi/v3").at("paths", "apis/apps/v1", "serverRelativeURL");

        assertThat(api.get(place).text()).contains("\"fieldValidation\"", "\"kind\":\"Deployment\"");
        assertThat(api.get("/openapi/v2").status()).isEqualTo(404);
    }

    @Test
    void extensionsAreListedAndStoredWithTheirKind() {
        server.extension("external-secrets.io", "v1", "externalsecrets", "ExternalSecret");
        ApiClient api = ApiClient.of(server);
        String path = "/apis/external-secrets.io/v1/namespaces/datafly/externalsecrets";

        assertThat(api.get("/apis").text()).contains("external-secrets.io/v1");
        assertThat(api.post(path, "{\"metadata\":{\"name\":\"db\"},\"spec\":{}}")
                        .status())
                .isEqualTo(201);
        assertThat(api.get(path).body().at("/items/0/kind").asText()).isEqualTo("ExternalSecret");
        assertThat(api.patch(path + "/db", ApiClient.STRATEGIC, "{}").status()).isEqualTo(415);
    }

    @Test
    void aWatchIsAlsoSpokenOverAWebSocket() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        URI uri = URI.create(
                server.url().toString().replace("http:", "ws:") + "/api/v1/namespaces/datafly/secrets?watch=true");
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.token())
                .buildAsync(uri, new FirstText(first))
                .get(20, TimeUnit.SECONDS);
        server.objects().put("{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: datafly}}");

        assertThat(first.get(20, TimeUnit.SECONDS)).contains("\"ADDED\"", "\"db\"");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
    }

    private int send(byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/namespaces/datafly/secrets"))
                .header("Authorization", "Bearer " + server.token())
                .header("Content-Type", "application/vnd.kubernetes.protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private static byte[] envelope(String kind, byte[] raw) {
        byte[] type = joined(field(1, "v1".getBytes(UTF_8)), field(2, kind.getBytes(UTF_8)));
        return joined(new byte[] {'k', '8', 's', 0}, field(1, type), field(2, raw));
    }

    /** Writes a field whose value has its length before it; it must be shorter than 128 bytes. */
    private static byte[] field(int number, byte[] value) {
        return joined(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Keeps the first message. */
    private record FirstText(CompletableFuture<String> first) implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(last);
        }
    }
}
