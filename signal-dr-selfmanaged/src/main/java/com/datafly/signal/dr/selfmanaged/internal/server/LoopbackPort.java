package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of the loopback interface for a server that nobody gave one. It is below those that systems give to outgoing
 * connections: one of these would otherwise have it by the time that the server starts, or starts again.
 */
final class LoopbackPort {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private LoopbackPort() {}

    /** Finds one that nobody has. */
    static int find() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int number = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(number)) {
                return number;
            }
        }
        throw new IOException("no port between " + LOWEST + " and " + HIGHEST + " is free");
    }

    private static boolean isFree(int number) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), number);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
