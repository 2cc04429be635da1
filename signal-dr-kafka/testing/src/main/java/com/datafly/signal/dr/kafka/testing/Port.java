package com.datafly.signal.dr.kafka.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port of the loopback interface that stays ours while nothing listens on it.
 *
 * <p>It is below those that systems hand out by themselves: a client that tries a dead server's port again and again
 * would otherwise one day get that port itself, and be connected to itself.
 */
final class Port implements AutoCloseable {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;
    private static final int CONNECT_MILLIS = 1_000;

    private final int number;
    /** The UDP port of the same number: who has it owns the number, in all processes of this machine. */
    private final DatagramSocket claim;

    private Port(int number, DatagramSocket claim) {
        this.number = number;
        this.claim = claim;
    }

    /** Claims one that nobody has. */
    static Port claim() {
        for (int i = 0; i < TRIES; i++) {
            int number = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            Optional<DatagramSocket> claim = claim(number);
            if (claim.isPresent() && isUnused(number)) {
                return new Port(number, claim.get());
            }
            claim.ifPresent(DatagramSocket::close);
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    int number() {
        return number;
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), number);
    }

    /** Returns the address, as in {@code 127.0.0.1:20123}. */
    String address() {
        return "127.0.0.1:" + number;
    }

    /** Tells whether somebody accepts connections. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(socketAddress(), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        claim.close();
    }

    private static Optional<DatagramSocket> claim(int number) {
        try {
            return Optional.of(new DatagramSocket(number, InetAddress.getLoopbackAddress()));
        } catch (SocketException taken) {
            return Optional.empty();
        }
    }

    private static boolean isUnused(int number) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
