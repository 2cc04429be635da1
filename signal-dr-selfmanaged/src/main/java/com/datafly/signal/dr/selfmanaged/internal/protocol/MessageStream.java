package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.selfmanaged.internal.protocol.Rows.Row;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Messages of PostgreSQL's protocol over a socket. One thread reads; any thread may send.
 *
 * <p>A message's bytes lie in {@link #buffer()} until the next one is read. A read that times out loses nothing: the
 * next one goes on where it stopped.
 */
final class MessageStream {

    /** Longer than anything the server sends here; a larger length means that we lost step with the server. */
    private static final int LONGEST_MESSAGE = 1 << 28;

    private static final int HEADER = 5;
    /** How soon an interrupt is noticed on sockets that do not notice it themselves. */
    private static final int POLL_MILLIS = 500;

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;
    private byte[] buffer = new byte[1 << 18];
    private int start;
    private int next;
    private int filled;
    private int timeoutMillis;

    MessageStream(Socket socket) throws IOException {
        this.socket = socket;
        this.input = socket.getInputStream();
        this.output = socket.getOutputStream();
        this.timeoutMillis = socket.getSoTimeout();
    }

    /**
     * Waits for the next message as long as it takes.
     *
     * @throws InterruptedIOException if the thread is interrupted
     */
    void read() throws IOException {
        while (!read(Duration.ofMillis(POLL_MILLIS))) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for the server");
            }
        }
    }

    /** Waits for the next message; false if it did not come wholly in time. */
    boolean read(Duration timeout) throws IOException {
        start = next;
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!fill(HEADER, deadline)) {
            return false;
        }
        int length = int32(start + 1);
        if (length < 4 || length > LONGEST_MESSAGE) {
            throw new ProtocolException("the server sent a message of " + length + " bytes");
        }
        if (!fill(1 + length, deadline)) {
            return false;
        }
        next = start + 1 + length;
        return true;
    }

    private boolean fill(int needed, long deadline) throws IOException {
        if (filled - start >= needed) {
            return true;
        }
        makeRoom(needed);
        while (filled - start < needed) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            setTimeout((int) Math.max(1, Math.min(millis, Integer.MAX_VALUE)));
            try {
                int count = input.read(buffer, filled, buffer.length - filled);
                if (count < 0) {
                    throw new EOFException("the server closed the connection");
                }
                filled += count;
            } catch (SocketTimeoutException e) {
                if (System.nanoTime() - deadline >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private void makeRoom(int needed) {
        if (start + needed <= buffer.length && start < buffer.length / 2) {
            return;
        }
        byte[] target = needed <= buffer.length ? buffer : new byte[Math.max(needed, 2 * buffer.length)];
        System.arraycopy(buffer, start, target, 0, filled - start);
        buffer = target;
        filled -= start;
        next -= start;
        start = 0;
    }

    private void setTimeout(int millis) throws IOException {
        if (millis != timeoutMillis) {
            socket.setSoTimeout(millis);
            timeoutMillis = millis;
        }
    }

    /** Returns the letter that tells the message's kind. */
    char type() {
        return (char) buffer[start];
    }

    byte[] buffer() {
        return buffer;
    }

    /** Returns where the message's content begins in {@link #buffer()}. */
    int offset() {
        return start + HEADER;
    }

    /** Returns the length of the message's content. */
    int length() {
        return next - start - HEADER;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(buffer, offset(), length());
    }

    ServerError error() {
        return ServerError.parse(buffer, offset(), length());
    }

    Row row() {
        ByteBuffer content = content();
        byte[][] values = new byte[content.getShort()][];
        for (int i = 0; i < values.length; i++) {
            int length = content.getInt();
            if (length >= 0) {
                byte[] value = new byte[length];
                content.get(value);
                values[i] = value;
            }
        }
        return new Row(Arrays.asList(values));
    }

    /** Returns the content as a zero-terminated text. */
    String text() {
        return new String(buffer, offset(), Math.max(0, length() - 1), StandardCharsets.UTF_8);
    }

    void send(char type, byte[] content) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(HEADER + content.length);
        message.put((byte) type).putInt(4 + content.length).put(content);
        synchronized (output) {
            output.write(message.array());
            output.flush();
        }
    }

    void sendQuery(String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.UTF_8);
        send('Q', Arrays.copyOf(text, text.length + 1));
    }

    private int int32(int at) {
        return ByteBuffer.wrap(buffer).getInt(at);
    }
}
