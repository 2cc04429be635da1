package com.datafly.signal.dr.k8s.testing.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One connection: request after request until one of both sides ends it. */
final class Connection {

    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final OutputStream out;
    private final Function<Request, Answer> handler;
    private final BooleanSupplier closing;

    Connection(Socket socket, Function<Request, Answer> handler, BooleanSupplier closing) throws IOException {
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.handler = handler;
        this.closing = closing;
    }

    void serve() throws IOException {
        boolean more = true;
        while (more) {
            Optional<Request> request = read();
            more = request.isPresent() && answer(request.get());
        }
    }

    private boolean answer(Request request) throws IOException {
        Answer answer = handler.apply(request);
        if (answer.status() == 0) {
            return false;
        }
        if (answer.conversation().isPresent()) {
            converse(request, answer, answer.conversation().get());
            return false;
        }
        boolean keep = request.header("connection")
                .filter(value -> value.equalsIgnoreCase("close"))
                .isEmpty();
        if (answer.stream().isPresent()) {
            head(answer, "Transfer-Encoding: chunked\r\n");
            answer.stream().get().write(new Chunks());
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        } else {
            head(answer, "Content-Length: " + answer.body().length + "\r\n");
            if (!request.method().equals("HEAD")) {
                out.write(answer.body());
            }
        }
        out.flush();
        return keep;
    }

    private void converse(Request request, Answer answer, Answer.Conversation conversation) throws IOException {
        String proof = WebSocket.accept(request.header("sec-websocket-key").orElse(""));
        head(answer, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + proof + "\r\n");
        WebSocket socket = new WebSocket(in, out, closing);
        socket.start();
        conversation.speak(socket);
        socket.end();
    }

    private void head(Answer answer, String framing) throws IOException {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" Answer\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append(framing).append("\r\n").toString().getBytes(ISO_8859_1));
        out.flush();
    }

    private Optional<Request> read() throws IOException {
        String first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] words = first.split(" ", 3);
        if (words.length < 3) {
            throw new IOException("not a request: " + first);
        }
        Map<String, String> headers = headers();
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        return Optional.of(new Request(words[0], words[1], headers, body(headers)));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
                headers.merge(name, line.substring(colon + 1).trim(), (one, other) -> one + ", " + other);
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = Integer.parseInt(line().split(";", 2)[0].trim(), 16);
        while (size > 0) {
            body.write(exactly(size));
            line();
            size = Integer.parseInt(line().split(";", 2)[0].trim(), 16);
        }
        headers();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the client left in the middle of a body");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LONGEST_LINE) {
                return "";
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }

    /** Chunked transfer encoding. */
    private final class Chunks implements Answer.Sink {

        @Override
        public void send(byte[] bytes) throws IOException {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(ISO_8859_1));
            out.flush();
        }

        @Override
        public boolean closing() {
            return closing.getAsBoolean();
        }
    }
}
