package com.datafly.signal.dr.aws.testing;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Request;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** HTTP on the loopback interface. */
final class HttpFront implements AutoCloseable {

    static {
        // Otherwise an answer's body waits for the acknowledgement of its headers, up to 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final Function<Request, Optional<Answer>> dispatcher;

    private HttpFront(HttpServer server, Function<Request, Optional<Answer>> dispatcher) {
        this.server = server;
        this.dispatcher = dispatcher;
    }

    static HttpFront start(ExecutorService threads, Function<Request, Optional<Answer>> dispatcher) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            HttpFront front = new HttpFront(server, dispatcher);
            server.createContext("/", front::serve);
            server.setExecutor(threads);
            server.start();
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on the loopback interface", e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Answer> answer = dispatcher.apply(read(exchange));
            if (answer.isPresent()) {
                send(exchange, answer.get());
            }
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery();
        Request.Head head = new Request.Head(
                UUID.randomUUID().toString(),
                exchange.getRequestMethod(),
                uri.getRawPath(),
                query == null ? "" : query,
                headers);
        return Request.unproven(head, exchange.getRequestBody().readAllBytes());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = answer.body();
        boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
    }
}
