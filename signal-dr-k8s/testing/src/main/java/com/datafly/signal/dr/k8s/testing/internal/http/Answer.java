package com.datafly.signal.dr.k8s.testing.internal.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is answered: a whole body, a stream that goes on, a conversation over a WebSocket, or nothing at all. */
public final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Optional<Stream> stream;
    private final Optional<Conversation> conversation;

    private Answer(
            int status,
            Map<String, String> headers,
            byte[] body,
            Optional<Stream> stream,
            Optional<Conversation> conversation) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.stream = stream;
        this.conversation = conversation;
    }

    /** Creates an answer with a whole body, which is not copied. */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body, Optional.empty(), Optional.empty());
    }

    /** Creates an answer that goes on until {@code stream} returns or the client leaves. */
    public static Answer streaming(String contentType, Stream stream) {
        return new Answer(200, Map.of("Content-Type", contentType), new byte[0], Optional.of(stream), Optional.empty());
    }

    /** Creates an answer that leaves HTTP for a WebSocket on which no protocol in particular is spoken. */
    public static Answer webSocket(Conversation conversation) {
        return new Answer(101, Map.of(), new byte[0], Optional.empty(), Optional.of(conversation));
    }

    /** Creates an answer that leaves HTTP for a WebSocket. */
    public static Answer webSocket(String protocol, Conversation conversation) {
        Map<String, String> headers = Map.of("Sec-WebSocket-Protocol", protocol);
        return new Answer(101, headers, new byte[0], Optional.empty(), Optional.of(conversation));
    }

    /** Creates the answer that never comes: the connection ends. */
    public static Answer none() {
        return new Answer(0, Map.of(), new byte[0], Optional.empty(), Optional.empty());
    }

    /** Returns the same answer with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, all, body, stream, conversation);
    }

    /** Returns the HTTP status; zero if nothing is answered. */
    public int status() {
        return status;
    }

    /** Returns the headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Returns what writes the body bit by bit, if it is not whole. */
    public Optional<Stream> stream() {
        return stream;
    }

    /** Returns what speaks over the WebSocket, if this is one. */
    public Optional<Conversation> conversation() {
        return conversation;
    }

    /** Writes a body bit by bit. */
    @FunctionalInterface
    public interface Stream {

        /** Writes until there is nothing more. */
        void write(Sink sink) throws IOException;
    }

    /** Where a stream goes. */
    public interface Sink {

        /** Sends bytes at once. */
        void send(byte[] bytes) throws IOException;

        /** Tells whether the server is being closed, so that the stream is to end. */
        boolean closing();
    }

    /** Speaks over a WebSocket. */
    @FunctionalInterface
    public interface Conversation {

        /** Speaks until there is nothing more to say; the socket is closed after it. */
        void speak(WebSocket socket) throws IOException;
    }
}
