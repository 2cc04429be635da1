package com.datafly.signal.dr.kafka.internal.http;

import com.datafly.signal.dr.DrException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Sends requests with JSON to one service, which may be reached at several addresses. Thread-safe. */
public final class JsonHttp {

    /** Reads and writes JSON. */
    public static final JsonMapper MAPPER = new JsonMapper();

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final List<URI> bases;
    private final Authorization authorization;
    private final Duration timeout;
    private final HttpClient client;

    /**
     * Sends to {@code bases}, to the next if the one before takes no connection.
     *
     * @param authorization gives the header of that name for each request
     */
    public JsonHttp(List<URI> bases, Authorization authorization, Duration timeout) {
        this(
                bases,
                authorization,
                timeout,
                HttpClient.newBuilder().connectTimeout(CONNECT).build());
    }

    private JsonHttp(List<URI> bases, Authorization authorization, Duration timeout, HttpClient client) {
        this.bases = List.copyOf(bases);
        this.authorization = authorization;
        this.timeout = timeout;
        this.client = client;
    }

    /** Returns what sends likewise, and awaits an answer for another time. */
    public JsonHttp within(Duration other) {
        return new JsonHttp(bases, authorization, other, client);
    }

    /**
     * Sends a request and reads the answer.
     *
     * @throws DrException as {@link HttpErrors} says
     */
    public JsonNode send(Call call) {
        DrException unreachable = null;
        for (URI base : bases) {
            try {
                return answer(call, client.send(request(base, call), BodyHandlers.ofString(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                DrException failure = HttpErrors.unanswered(call, base, e);
                if (!HttpErrors.neverSent(e)) {
                    throw failure;
                }
                unreachable = failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw HttpErrors.interrupted(call, e);
            }
        }
        throw unreachable == null ? HttpErrors.unaddressed(call) : unreachable;
    }

    private HttpRequest request(URI base, Call call) {
        String root = base.toString();
        URI uri = URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + call.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/json")
                .method(
                        call.method(),
                        call.body()
                                .map(body -> BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                                .orElseGet(BodyPublishers::noBody));
        if (call.body().isPresent()) {
            request.header("Content-Type", "application/json");
        }
        authorization.header().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static JsonNode answer(Call call, HttpResponse<String> response) {
        JsonNode body = parse(response.body());
        if (response.statusCode() / 100 != 2) {
            throw HttpErrors.refused(call, response, body);
        }
        if (body.isMissingNode() && !response.body().isBlank()) {
            throw HttpErrors.unreadable(call, response);
        }
        return body;
    }

    private static JsonNode parse(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // A proxy answers in HTML: the caller says so, with the status.
            return MissingNode.getInstance();
        }
    }

    /** Returns {@code text} as it may stand between two slashes. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
