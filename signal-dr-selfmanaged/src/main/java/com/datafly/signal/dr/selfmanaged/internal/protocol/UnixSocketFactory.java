package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Gives pgjdbc, which instantiates it by name, sockets that connect to a path instead of an address. */
public final class UnixSocketFactory extends SocketFactory {

    private final Path path;

    /** Takes the socket's path from pgjdbc's property {@code socketFactoryArg}. */
    public UnixSocketFactory(String path) {
        this.path = Path.of(requireNonNull(path, "path"));
    }

    @Override
    public Socket createSocket() throws IOException {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        UnixSocket socket = new UnixSocket(path);
        socket.connect(null, 0);
        return socket;
    }
}
