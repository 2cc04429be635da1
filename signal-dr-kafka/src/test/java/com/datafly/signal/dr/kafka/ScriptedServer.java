package com.datafly.signal.dr.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on the loopback interface that answers each request as it was told to. */
final class ScriptedServer implements AutoCloseable {

    /** Closes the connection instead of an answer. */
    static final int NO_ANSWER = 0;

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ScriptedServer(HttpServer server) {
        this.server = server;
    }

    static ScriptedServer start() {
        try {
            ScriptedServer scripted = new ScriptedServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            scripted.server.createContext("/", scripted::handle);
            scripted.server.start();
            return scripted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers {@code request}, as in {@code GET /connectors}, from now on. */
    ScriptedServer on(String request, int status, String body) {
        return on(request, new Answer(status, Map.of(), body));
    }

    ScriptedServer on(String request, Answer answer) {
        answers.put(request, answer);
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add(new Request(
                    line, Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")), body));
            Answer answer =
                    answers.getOrDefault(line, new Answer(404, Map.of(), "{\"message\":\"HTTP 404 Not Found\"}"));
            if (answer.status() == NO_ANSWER) {
                return;
            }
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            byte[] bytes = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** What is answered. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** What was asked. */
    record Request(String line, Optional<String> authorization, String body) {}
}
