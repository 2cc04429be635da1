package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the socket that pgjdbc opened and authenticated, so that the replication protocol can be spoken over it.
 *
 * <p>pgjdbc makes its socket factories itself, from a class name and a text; the text is this capture's token.
 */
final class SocketCapture implements AutoCloseable {

    /** A peer that vanished without a word is noticed after about two minutes. */
    private static final Map<String, Integer> KEEP_ALIVE =
            Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 6);

    private static final Map<String, SocketCapture> WAITING = new ConcurrentHashMap<>();

    private final String token = UUID.randomUUID().toString();
    private final @Nullable Path unixPath;
    private volatile @Nullable Socket plain;
    private volatile @Nullable Socket encrypted;

    private SocketCapture(@Nullable Path unixPath) {
        this.unixPath = unixPath;
    }

    /** Begins to wait for a socket; closing ends that, whether or not one came. */
    static SocketCapture begin(@Nullable Path unixPath) {
        SocketCapture capture = new SocketCapture(unixPath);
        WAITING.put(capture.token, capture);
        return capture;
    }

    static SocketCapture of(String token) {
        SocketCapture capture = WAITING.get(token);
        if (capture == null) {
            throw new IllegalStateException("nobody waits for this socket");
        }
        return capture;
    }

    String token() {
        return token;
    }

    Socket open() throws IOException {
        Path path = unixPath;
        Socket socket = path == null ? new Socket() : new UnixSocket(path);
        if (path == null) {
            for (SocketOption<?> option : socket.supportedOptions()) {
                keepAlive(socket, option);
            }
        }
        plain = socket;
        encrypted = null;
        return socket;
    }

    @SuppressWarnings("unchecked") // The three options are documented as Integer.
    private static void keepAlive(Socket socket, SocketOption<?> option) throws IOException {
        Integer value = KEEP_ALIVE.get(option.name());
        if (value != null) {
            socket.setOption((SocketOption<Integer>) option, value);
        }
    }

    void encrypted(Socket socket) {
        encrypted = socket;
    }

    /** Returns the socket below TLS: closing it ends everything at once, even a write that is stuck. */
    Socket plain() {
        return require(plain);
    }

    /** Returns the socket to talk over: the TLS one if there is one. */
    Socket session() {
        Socket tls = encrypted;
        return tls != null ? tls : require(plain);
    }

    private static Socket require(@Nullable Socket socket) {
        if (socket == null) {
            throw new IllegalStateException("pgjdbc opened no socket");
        }
        return socket;
    }

    @Override
    public void close() {
        WAITING.remove(token);
    }
}
