package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Rows.Row;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running stream of WAL. One thread receives; any thread may send a status.
 *
 * <p>Nothing is acknowledged by itself: the server learns only what {@link #sendStatus} says.
 */
public final class WalStream {

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte[] NOTHING = {};

    private final ReplicationConnection connection;
    private final MessageStream messages;
    private final String operation;
    private final Rows rows = new Rows();
    private @Nullable ServerError error;
    private boolean streaming;
    private boolean finished;

    WalStream(ReplicationConnection connection, MessageStream messages, String operation) {
        this.connection = connection;
        this.messages = messages;
        this.operation = operation;
    }

    /** Waits until the server either streams or says that there is nothing to stream on this timeline. */
    void begin() throws IOException {
        while (!streaming && rows.size() == 0) {
            messages.read();
            if (messages.type() == 'Z') {
                throw refusal();
            }
            handle();
        }
    }

    private DrException refusal() throws IOException {
        if (error == null) {
            throw new ProtocolException("the server answered START_REPLICATION with nothing");
        }
        finished = true;
        return PostgresErrors.refused(operation, error);
    }

    /**
     * Waits for the next message.
     *
     * @param timeout how long to wait; a message that came in part is kept for the next call
     * @return empty if none came in time
     * @throws DrException with {@code UNAVAILABLE} if the connection broke or the server shuts down, or with what the
     *     server refused ({@code NOT_FOUND} where it has removed the WAL); the stream is over then
     */
    public Optional<WalMessage> receive(Duration timeout) {
        if (finished) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "the stream is over");
        }
        try {
            return receiveUntil(System.nanoTime() + timeout.toNanos());
        } catch (IOException e) {
            finished = true;
            connection.abort();
            throw error == null ? PostgresErrors.onRead(operation, e) : PostgresErrors.refused(operation, error);
        }
    }

    private Optional<WalMessage> receiveUntil(long deadline) throws IOException {
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!messages.read(left)) {
                return Optional.empty();
            }
            if (messages.type() == 'Z') {
                return Optional.of(timelineEnd());
            }
            WalMessage message = handle();
            if (message != null) {
                return Optional.of(message);
            }
        }
    }

    private @Nullable WalMessage handle() throws IOException {
        switch (messages.type()) {
            case 'W' -> streaming = true;
            case 'd' -> {
                return copyData();
            }
            case 'c' -> {
                streaming = false;
                messages.send('c', NOTHING);
            }
            case 'T' -> rows.begin();
            case 'D' -> rows.add(messages.row());
            case 'C' -> complete(messages.text());
            case 'E' -> error = messages.error();
            case 'N', 'S' -> {
                // Notices and changed settings are of no concern here.
            }
            default -> throw new ProtocolException("the server sent an unexpected message " + messages.type());
        }
        return null;
    }

    private void complete(String tag) {
        rows.complete(tag);
        if (streaming) {
            // A server that shuts down completes the command in the midst of the copy, then closes the connection.
            finished = true;
            connection.abort();
            throw DrException.create(
                    ErrorCode.UNAVAILABLE,
                    operation,
                    "the server ended the stream because it shuts down",
                    failure -> failure.retry(RetryAdvice.SAFE));
        }
    }

    private @Nullable WalMessage copyData() throws IOException {
        ByteBuffer content = messages.content();
        char kind = (char) content.get();
        switch (kind) {
            case 'w' -> {
                WalMessage.Header header = new WalMessage.Header(lsn(content), lsn(content));
                return new WalMessage.Wal(header, time(content), messages, content.position());
            }
            case 'k' -> {
                return new WalMessage.Keepalive(lsn(content), time(content), content.get() != 0);
            }
            default -> throw new ProtocolException("the server sent WAL data of an unknown kind " + kind);
        }
    }

    private WalMessage timelineEnd() throws IOException {
        finished = true;
        if (error != null) {
            throw PostgresErrors.refused(operation, error);
        }
        connection.streamEnded(this);
        if (rows.size() == 0) {
            throw new ProtocolException("the server ended the stream without naming the next timeline");
        }
        Row row = rows.one(0);
        return new WalMessage.TimelineEnd(Integer.parseUnsignedInt(row.text(0)), Lsn.parse(row.text(1)));
    }

    /**
     * Tells the server what has been done with the WAL. Each position is that of the byte behind the last one.
     *
     * @param written received and handed to the operating system
     * @param flushed durable: the server may forget what lies before it, and a commit that waits for us may return
     * @param applied visible in a standby; for a receiver the same as {@code flushed}
     * @param replyRequested whether the server shall answer at once with a keepalive
     * @throws DrException with {@code UNAVAILABLE} if the connection broke
     */
    public void sendStatus(Lsn written, Lsn flushed, Lsn applied, boolean replyRequested) {
        ByteBuffer status = ByteBuffer.allocate(34);
        status.put((byte) 'r').putLong(written.value()).putLong(flushed.value()).putLong(applied.value());
        status.putLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, Instant.now()));
        status.put((byte) (replyRequested ? 1 : 0));
        try {
            messages.send('d', status.array());
        } catch (IOException e) {
            connection.abort();
            throw PostgresErrors.onRead(operation, e);
        }
    }

    private static Lsn lsn(ByteBuffer content) {
        return new Lsn(content.getLong());
    }

    private static Instant time(ByteBuffer content) {
        return POSTGRES_EPOCH.plus(content.getLong(), ChronoUnit.MICROS);
    }
}
