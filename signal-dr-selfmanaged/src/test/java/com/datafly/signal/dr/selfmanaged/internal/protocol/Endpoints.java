package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import com.datafly.signal.dr.selfmanaged.server.TestServer;

/** The ways to reach a test's server. */
public final class Endpoints {

    private Endpoints() {}

    /** Returns the superuser's way in over the Unix socket. */
    public static PostgresEndpoint onSocket(PostgresServer server) {
        return PostgresEndpoint.onSocket(server.socketDirectory(), server.port(), "postgres", server.superuser());
    }

    /** Returns the superuser's way in over TCP, by {@code port}: the server's own or a proxy's. */
    public static PostgresEndpoint onTcp(int port) {
        return PostgresEndpoint.create(
                "127.0.0.1",
                port,
                "postgres",
                "postgres",
                endpoint -> endpoint.password(Secret.of(TestServer.PASSWORD)).sslMode("disable"));
    }
}
