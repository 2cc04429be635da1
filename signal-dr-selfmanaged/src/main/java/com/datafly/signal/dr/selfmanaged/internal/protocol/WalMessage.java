package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;

/** What a WAL stream brings. */
public sealed interface WalMessage {

    /** WAL bytes. They lie in the connection's buffer: use or copy them before the next message is received. */
    final class Wal implements WalMessage {

        private final Lsn start;
        private final Lsn serverEnd;
        private final Instant serverTime;
        private final byte[] buffer;
        private final int offset;
        private final int length;

        Wal(Header header, Instant serverTime, MessageStream messages, int offset) {
            this.start = header.start();
            this.serverEnd = header.serverEnd();
            this.serverTime = serverTime;
            this.buffer = messages.buffer();
            this.offset = offset;
            this.length = messages.offset() + messages.length() - offset;
        }

        /** Returns the position of the first byte. */
        public Lsn start() {
            return start;
        }

        /** Returns the position behind the last byte. */
        public Lsn end() {
            return start.plus(length);
        }

        /** Returns the end of WAL on the server. */
        public Lsn serverEnd() {
            return serverEnd;
        }

        /** Returns the server's clock when it sent this. */
        public Instant serverTime() {
            return serverTime;
        }

        /** Returns the array that holds the bytes, from {@link #offset()} on. */
        public byte[] buffer() {
            return buffer;
        }

        /** Returns where the bytes begin in {@link #buffer()}. */
        public int offset() {
            return offset;
        }

        /** Returns the number of bytes. */
        public int length() {
            return length;
        }
    }

    /**
     * The server is alive and at {@code serverEnd}.
     *
     * @param serverEnd the end of WAL on the server
     * @param serverTime the server's clock
     * @param replyRequested whether the server closes the connection unless a status is sent soon
     */
    record Keepalive(Lsn serverEnd, Instant serverTime, boolean replyRequested) implements WalMessage {}

    /**
     * The timeline ends here; the connection is free for the next command.
     *
     * @param nextTimeline the timeline that follows
     * @param switchPoint where it branches off, which may lie before WAL that was received
     */
    record TimelineEnd(int nextTimeline, Lsn switchPoint) implements WalMessage {}

    /** The positions at the head of a message with WAL. */
    record Header(Lsn start, Lsn serverEnd) {}
}
