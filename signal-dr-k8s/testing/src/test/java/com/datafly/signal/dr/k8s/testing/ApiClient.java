package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** Speaks to an API server with nothing but the JDK. */
final class ApiClient {

    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private final HttpClient http;
    private final URI url;
    private final String token;

    ApiClient(HttpClient http, URI url, String token) {
        this.http = http;
        this.url = url;
        this.token = token;
    }

    static ApiClient of(ApiServer server) {
        return of(server, server.token());
    }

    static ApiClient of(ApiServer server, String token) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new ApiClient(http, server.url(), token);
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String body) {
        return send(request(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(request(path).header("Content-Type", JSON).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer patch(String path, String type, String body) {
        return send(
                request(path).header("Content-Type", type).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer delete(String path, String options) {
        return send(request(path)
                .header("Content-Type", JSON)
                .method("DELETE", HttpRequest.BodyPublishers.ofString(options)));
    }

    /** Returns the lines of a watch as they come. */
    Stream<String> watch(String path) {
        try {
            return http.send(request(path).GET().build(), BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("User-Agent", "api-behaviour/1.0");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What was answered. */
    record Answer(int status, HttpResponse<byte[]> response) {

        JsonNode body() {
            try {
                return response.body().length == 0 ? MissingNode.getInstance() : Json.read(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        String text() {
            return new String(response.body(), UTF_8);
        }

        String at(String... path) {
            return Json.text(body(), path);
        }

        String reason() {
            return at("reason");
        }

        String message() {
            return at("message");
        }

        String version() {
            return at("metadata", "resourceVersion");
        }
    }
}
