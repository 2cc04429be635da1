package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Stands between a client and a server on 127.0.0.1 and does to the server's bytes what a test wants. */
public final class TestProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int serverPort;
    private final Tamper tamper;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Begins to listen. */
    public TestProxy(int serverPort, Tamper tamper) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.tamper = tamper;
        start("proxy-accept", this::accept);
    }

    /** Returns the port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            start("proxy-up", () -> client.getInputStream().transferTo(server.getOutputStream()));
            start("proxy-down", () -> {
                try (client;
                        server) {
                    tamper.forward(server.getInputStream(), client.getOutputStream());
                }
            });
        }
    }

    private static void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        return; // A closed connection is how every one of these threads ends.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Forwards the bytes of one connection; when it returns, the connection is closed on both sides. */
    public interface Tamper {
        /** Reads from the server and writes to the client. */
        void forward(InputStream server, OutputStream client) throws IOException;

        /** Closes every connection after so many bytes from the server. */
        static Tamper cutAfter(long bytes) {
            return (server, client) -> {
                byte[] buffer = new byte[1 << 16];
                long left = bytes;
                int count = 0;
                while (left > 0 && count >= 0) {
                    count = server.read(buffer, 0, (int) Math.min(left, buffer.length));
                    if (count > 0) {
                        client.write(buffer, 0, count);
                        left -= count;
                    }
                }
            };
        }

        /** Closes a connection right behind the first message of a kind; for connections without TLS. */
        static Tamper cutBehind(char messageType) {
            return (server, client) -> {
                byte[] header = new byte[5];
                while (server.readNBytes(header, 0, 5) == 5) {
                    int length = ByteBuffer.wrap(header).getInt(1);
                    byte[] content = server.readNBytes(length - 4);
                    client.write(header);
                    client.write(content);
                    client.flush();
                    if (header[0] == messageType) {
                        return;
                    }
                }
            };
        }

        /**
         * Forwards in small pieces with pauses between, so that reads see torn messages and time out in their midst.
         */
        static Tamper drip(int bytes, Duration pause) {
            return (server, client) -> {
                byte[] buffer = new byte[bytes];
                for (int count = server.read(buffer); count >= 0; count = server.read(buffer)) {
                    client.write(buffer, 0, count);
                    LockSupport.parkNanos(pause.toNanos());
                }
            };
        }
    }

    /** Work of one thread. */
    private interface Task {
        void run() throws IOException;
    }
}
