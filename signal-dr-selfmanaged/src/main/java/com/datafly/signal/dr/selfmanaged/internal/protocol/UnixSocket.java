package com.datafly.signal.dr.selfmanaged.internal.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Socket} over a Unix-domain channel, as far as pgjdbc and this package use one. The address that it is told
 * to connect to is ignored in favour of its path.
 *
 * <p>The channel is non-blocking and waited for with selectors, because a blocking channel knows no read timeout and is
 * closed by an interrupt.
 */
final class UnixSocket extends Socket {

    private final Path path;
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private final InputStream input = new ChannelInput();
    private final OutputStream output = new ChannelOutput();
    private volatile int timeoutMillis;

    UnixSocket(Path path) throws IOException {
        this.path = path;
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        this.readable = Selector.open();
        this.writable = Selector.open();
    }

    @Override
    public void connect(@Nullable SocketAddress ignored, int timeout) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (SocketException e) {
            ConnectException failure = new ConnectException(path + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public void connect(@Nullable SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public synchronized void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // A Unix socket never delays.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The kernel knows when the other process is gone.
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // The kernel's own size is kept.
    }

    @Override
    public void setSendBufferSize(int size) {
        // The kernel's own size is kept.
    }

    @Override
    public int getSendBufferSize() {
        return 8192;
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isBound() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return channel.isConnected() ? UnixDomainSocketAddress.of(path) : null;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static void await(Selector selector, long millis) throws IOException {
        try {
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw closed(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for the server");
        }
    }

    private static SocketException closed(Throwable cause) {
        SocketException failure = new SocketException("socket is closed");
        failure.initCause(cause);
        return failure;
    }

    private final class ChannelInput extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            long timeout = timeoutMillis;
            long deadline = System.nanoTime() + timeout * 1_000_000;
            while (true) {
                int count = channel.read(buffer);
                if (count != 0 || length == 0) {
                    return count;
                }
                long left = timeout == 0 ? 0 : (deadline - System.nanoTime()) / 1_000_000;
                if (timeout != 0 && left <= 0) {
                    throw new SocketTimeoutException("read timed out");
                }
                await(readable, left);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    private final class ChannelOutput extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(writable, 0);
                }
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }
}
