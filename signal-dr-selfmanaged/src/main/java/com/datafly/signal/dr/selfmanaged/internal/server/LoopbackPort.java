package com.datafly.signal.dr.selfmanaged.internal.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of the loopback interface for a server that nobody gave one. It is below those that systems by default give to
 * outgoing connections: one of these would otherwise have it by the time that the server starts, or starts again.
 */
final class LoopbackPort {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private LoopbackPort() {}

    /** Finds one that nobody has. */
    static int find() throws IOException {
        for (int i = 1; true; i++) {
            int number = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try {
                requireFree(number);
                return number;
            } catch (IOException e) {
                if (i == TRIES) {
                    throw new IOException("no free port between " + LOWEST + " and " + HIGHEST + " was found", e);
                }
            }
        }
    }

    /** Somebody may have bound it for all addresses, or keep its number for later by the datagrams' one. */
    private static void requireFree(int number) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), number);
        try (ServerSocket socket = new ServerSocket();
                DatagramSocket datagrams = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(address);
            datagrams.bind(address);
        }
    }
}
