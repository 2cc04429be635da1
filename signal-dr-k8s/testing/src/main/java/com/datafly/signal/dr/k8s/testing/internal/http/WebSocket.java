package com.datafly.signal.dr.k8s.testing.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's side of a WebSocket as far as Kubernetes' streams need it: messages out, a clean end. */
public final class WebSocket implements Answer.Sink {

    private static final Logger log = LoggerFactory.getLogger(WebSocket.class);
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int NORMAL_END = 1000;
    private static final long LONGEST_GOODBYE_MILLIS = 5_000;

    private final DataInputStream in;
    private final OutputStream out;
    private final BooleanSupplier serverCloses;
    private final Thread reader;
    private volatile boolean left;

    WebSocket(InputStream in, OutputStream out, BooleanSupplier serverCloses) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.serverCloses = serverCloses;
        this.reader = new Thread(this::readToTheEnd, "k8s-testing-server-reader");
        reader.setDaemon(true);
    }

    /** Begins to read, so that it is noticed when the client leaves. */
    void start() {
        reader.start();
    }

    /** Returns what proves to the client that its key was read. */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + MAGIC).getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends one message whose first byte names the channel. */
    public void send(int channel, byte[] bytes) throws IOException {
        byte[] payload = new byte[bytes.length + 1];
        payload[0] = (byte) channel;
        System.arraycopy(bytes, 0, payload, 1, bytes.length);
        frame(BINARY, payload);
    }

    /** Sends one message of text. */
    @Override
    public void send(byte[] bytes) throws IOException {
        frame(TEXT, bytes);
    }

    @Override
    public boolean closing() {
        return left || serverCloses.getAsBoolean();
    }

    /** Says that there is nothing more, and waits until the client has seen it or has left. */
    void end() throws IOException {
        frame(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL_END).array());
        try {
            reader.join(LONGEST_GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing that clients send is of use but that they leave. */
    private void readToTheEnd() {
        try {
            for (int head = in.read(); head >= 0 && (head & 0x0f) != (CLOSE & 0x0f); head = in.read()) {
                skipPayload();
            }
        } catch (IOException e) {
            log.debug("a client left without a word", e);
        } finally {
            left = true;
        }
    }

    private void skipPayload() throws IOException {
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        int mask = (second & 0x80) == 0 ? 0 : 4;
        in.skipNBytes(length + mask);
    }

    private void frame(int head, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) head);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }
}
