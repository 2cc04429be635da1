package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.util.PSQLException;

/** pgjdbc's own TLS with all its checks; it only shows the socket to the {@link SocketCapture} that waits for it. */
public final class CapturingSslSocketFactory extends LibPQFactory {

    private final SocketCapture capture;

    /** Takes the capture's token from pgjdbc's property {@code socketFactoryArg}. */
    public CapturingSslSocketFactory(Properties properties) throws PSQLException {
        super(properties);
        this.capture = SocketCapture.of(requireNonNull(PGProperty.SOCKET_FACTORY_ARG.getOrDefault(properties)));
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        Socket tls = super.createSocket(socket, host, port, autoClose);
        capture.encrypted(tls);
        return tls;
    }
}
