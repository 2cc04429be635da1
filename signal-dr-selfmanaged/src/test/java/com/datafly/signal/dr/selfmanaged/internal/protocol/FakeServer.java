package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Lets everybody in as a PostgreSQL of any version would, and says nothing more. */
final class FakeServer implements AutoCloseable {

    private final ServerSocket listener;
    private final String version;

    FakeServer(String version) throws IOException {
        this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.version = version;
        Thread thread = new Thread(this::serve, "fake-postgres");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            serveOne();
        }
    }

    private void serveOne() {
        try (Socket socket = listener.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readNBytes(in.readInt() - 4);
            greet(new DataOutputStream(socket.getOutputStream()));
            in.readAllBytes();
        } catch (IOException e) {
            return; // A closed socket is how every session ends.
        }
    }

    private void greet(DataOutputStream out) throws IOException {
        send(out, 'R', new byte[4]);
        parameter(out, "server_version", version);
        parameter(out, "server_encoding", "UTF8");
        parameter(out, "client_encoding", "UTF8");
        parameter(out, "DateStyle", "ISO, MDY");
        parameter(out, "integer_datetimes", "on");
        parameter(out, "standard_conforming_strings", "on");
        send(out, 'K', new byte[8]);
        send(out, 'Z', new byte[] {'I'});
        out.flush();
    }

    private static void parameter(DataOutputStream out, String name, String value) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
        send(out, 'S', content.toByteArray());
    }

    private static void send(DataOutputStream out, char type, byte[] content) throws IOException {
        out.writeByte(type);
        out.writeInt(4 + content.length);
        out.write(content);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
