package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Opens pgjdbc's socket, which instantiates it by name, and shows it to the {@link SocketCapture} that waits for it.
 */
public final class CapturingSocketFactory extends SocketFactory {

    private final SocketCapture capture;

    /** Takes the capture's token from pgjdbc's property {@code socketFactoryArg}. */
    public CapturingSocketFactory(String token) {
        this.capture = SocketCapture.of(requireNonNull(token, "token"));
    }

    @Override
    public Socket createSocket() throws IOException {
        return capture.open();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(address, port));
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = capture.open();
        socket.connect(address);
        return socket;
    }
}
