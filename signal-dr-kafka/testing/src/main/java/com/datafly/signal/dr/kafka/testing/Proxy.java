package com.datafly.signal.dr.kafka.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network before a broker, on a port of its own: it passes bytes on until a test cuts it, slows it, loses the
 * broker's answers, or hides requests that the broker knows, as a service does that offers less than Kafka.
 *
 * <p>A broker tells clients where to connect, so a cluster must know of its proxies:
 * {@link ClusterOptions#behindProxies()}. Thread-safe. Closing ends its connections and threads.
 *
 * @since 0.1
 */
public final class Proxy implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Proxy.class);
    private static final int BUFFER = 64 * 1024;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Reads what is passed on at once; empty at the end. */
    private interface Pieces {
        byte[] next(InputStream in) throws IOException;
    }

    private enum Mood {
        WORKING,
        CUT,
        LOSING_ANSWERS
    }

    private final Port port;
    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final HiddenApis hidden = new HiddenApis();
    private volatile Mood mood = Mood.WORKING;
    private volatile Duration delay = Duration.ZERO;

    private Proxy(Port port, InetSocketAddress target) throws IOException {
        this.port = port;
        this.target = target;
        this.server = new ServerSocket();
        server.bind(port.socketAddress());
    }

    /** Starts a proxy before that port, where nobody need listen yet. */
    static Proxy before(Port target) {
        Port own = Port.claim();
        try {
            Proxy proxy = new Proxy(own, target.socketAddress());
            thread("accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            own.close();
            throw new UncheckedIOException("proxy of " + target.address(), e);
        }
    }

    /** Returns where clients connect, as in {@code 127.0.0.1:20123}. */
    public String address() {
        return port.address();
    }

    /** Breaks every connection and each new one, until {@link #mend()}. */
    public void cut() {
        mood = Mood.CUT;
        sockets.forEach(Proxy::end);
    }

    /**
     * Lets requests through and no answer, until {@link #mend()}: what was asked for happens, and nobody hears of it.
     */
    public void loseAnswers() {
        mood = Mood.LOSING_ANSWERS;
    }

    /**
     * Lets the broker offer these requests no longer, until {@link #mend()}: clients connect anew, and refuse them by
     * themselves. Only without TLS.
     *
     * @param requests their names in Kafka's protocol, as in {@code CREATE_TOPICS}
     * @throws IllegalArgumentException if there is no request of that name
     */
    public void hide(String... requests) {
        for (String request : requests) {
            hidden.hide(ApiKeys.valueOf(request));
        }
        sockets.forEach(Proxy::end);
    }

    /** Lets the broker offer a request up to that version only, likewise. */
    public void limit(String request, int version) {
        hidden.limit(ApiKeys.valueOf(request), version);
        sockets.forEach(Proxy::end);
    }

    /**
     * Lets the broker answer, until {@link #mend()}, who asks for that topic as it does while the topic is being
     * deleted: it is there when all are listed, and unknown to who then asks for it, by a name without an id. Only
     * without TLS.
     */
    public void vanish(String topic) {
        hidden.vanish(topic);
        sockets.forEach(Proxy::end);
    }

    /** Holds each piece of data back that long, in both directions. */
    public void delay(Duration delay) {
        this.delay = requireNonNull(delay, "delay");
    }

    /**
     * Works again, at full speed. Connections whose answers were lost are broken, for they would never be whole again,
     * and so are those whose client knows of less than the broker offers.
     */
    public void mend() {
        boolean partial = mood == Mood.LOSING_ANSWERS || !hidden.isEmpty();
        hidden.clear();
        if (partial) {
            sockets.forEach(Proxy::end);
        }
        delay = Duration.ZERO;
        mood = Mood.WORKING;
        if (partial) {
            // Who connected meanwhile may have lost an answer, too.
            sockets.forEach(Proxy::end);
        }
    }

    /** Ends everything. Closing twice is harmless. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.forEach(Proxy::end);
            port.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                thread("connect", () -> connect(client));
            } catch (IOException e) {
                log.debug("the proxy accepts no connection", e);
            }
        }
    }

    private void connect(Socket client) {
        Socket broker = new Socket();
        sockets.add(broker);
        try {
            if (mood == Mood.CUT) {
                throw new IOException("cut");
            }
            broker.connect(target);
            broker.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            if (hidden.isEmpty()) {
                thread("answers", () -> pass(broker, client, true, Proxy::bytes));
                pass(client, broker, false, Proxy::bytes);
            } else {
                HiddenApis.Connection messages = hidden.connection();
                thread("answers", () -> pass(broker, client, true, messages::answer));
                pass(client, broker, false, messages::request);
            }
        } catch (IOException e) {
            forget(client, broker);
        }
    }

    private void pass(Socket from, Socket to, boolean answers, Pieces pieces) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (byte[] piece = pieces.next(in); piece.length > 0; piece = pieces.next(in)) {
                LockSupport.parkNanos(delay.toNanos());
                if (!answers || mood != Mood.LOSING_ANSWERS) {
                    out.write(piece);
                }
            }
        } catch (IOException e) {
            end(to);
        } finally {
            forget(from, to);
        }
    }

    private static byte[] bytes(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int length = in.read(buffer);
        return length < 0 ? new byte[0] : Arrays.copyOf(buffer, length);
    }

    private void forget(Socket client, Socket broker) {
        end(client);
        end(broker);
        sockets.remove(client);
        sockets.remove(broker);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + name + "-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }
}
