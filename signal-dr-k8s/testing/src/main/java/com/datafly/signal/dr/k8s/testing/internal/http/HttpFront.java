package com.datafly.signal.dr.k8s.testing.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on the loopback interface, one thread for each connection. It can stop listening, so that connections are
 * refused, and listen on the same port again.
 */
public final class HttpFront implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);

    private final Function<Request, Answer> handler;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocketFactory factory;
    private final Function<SSLSession, Optional<String>> users;
    private final int port;
    private volatile @Nullable ServerSocket listening;
    /** Bound, and not listening: nobody else takes the port while connections to it are refused. */
    private volatile @Nullable Socket holder;

    private volatile Future<?> acceptor = CompletableFuture.completedFuture(null);
    private volatile boolean closing;

    private HttpFront(
            Function<Request, Answer> handler,
            ServerSocketFactory factory,
            Function<SSLSession, Optional<String>> users)
            throws IOException {
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "k8s-testing-server-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.handler = handler;
        this.factory = factory;
        this.users = users;
        ServerSocket socket = bind(0);
        this.port = socket.getLocalPort();
        this.listening = socket;
    }

    /** Starts to listen on any free port. */
    public static HttpFront start(Function<Request, Answer> handler) {
        return start(handler, ServerSocketFactory.getDefault(), session -> Optional.empty());
    }

    /** Starts to listen on any free port, with TLS. */
    public static HttpFront start(Function<Request, Answer> handler, TlsIdentity identity) {
        return start(handler, identity.context().getServerSocketFactory(), identity::userOf);
    }

    private static HttpFront start(
            Function<Request, Answer> handler,
            ServerSocketFactory factory,
            Function<SSLSession, Optional<String>> users) {
        try {
            HttpFront front = new HttpFront(handler, factory, users);
            front.accept();
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on the loopback interface", e);
        }
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Stops to listen and ends every connection. Stopping twice is harmless. */
    public synchronized void stop() {
        ServerSocket socket = listening;
        listening = null;
        if (socket != null) {
            close(socket);
            awaitAcceptor();
        }
        open.forEach(HttpFront::close);
        if (socket != null) {
            hold();
        }
    }

    /** A thread that still waits in the kernel takes one more connection from a socket that is closed. */
    private void awaitAcceptor() {
        try {
            acceptor.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the testing server does not stop listening on port " + port, e);
        }
    }

    private void hold() {
        if (!closing) {
            Socket socket = new Socket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                holder = socket;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot hold port " + port, e);
            }
        }
    }

    private void letGo() {
        Socket socket = holder;
        holder = null;
        if (socket != null) {
            close(socket);
        }
    }

    /** Listens on the same port again. */
    public synchronized void resume() {
        if (listening == null) {
            letGo();
            try {
                listening = bind(port);
                accept();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on port " + port + " again", e);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        stop();
        letGo();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("a thread of the testing server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerSocket bind(int wanted) throws IOException {
        ServerSocket socket = factory.createServerSocket();
        if (socket instanceof SSLServerSocket secure) {
            secure.setWantClientAuth(true);
        }
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 256);
        return socket;
    }

    private void accept() {
        ServerSocket socket = listening;
        if (socket != null) {
            acceptor = threads.submit(() -> acceptFrom(socket));
        }
    }

    private void acceptFrom(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                log.debug("no longer listening", e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Optional<String> user =
                    socket instanceof SSLSocket secure ? users.apply(secure.getSession()) : Optional.empty();
            new Connection(socket, request -> handler.apply(request.by(user)), () -> closing || socket.isClosed())
                    .serve();
        } catch (IOException e) {
            log.debug("a connection ended", e);
        } finally {
            open.remove(socket);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            log.debug("a socket does not close", e);
        }
    }
}
