package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver is.
 *
 * @param state what it does
 * @param timeline the timeline that it follows; 0 before it has reached the server
 * @param received the end of what it has received
 * @param acknowledged the end of the last record that is verified and durable in the spool, as the server was told
 * @param archived the end of the last record that is in the repository
 * @param serverEnd the end of WAL on the server, when it last spoke
 * @param serverTime the server's clock, when it last spoke; null before it did
 * @param completeUntil the time on the server's clock until which every confirmed commit is archived; null if unknown
 * @param retentionAlarm whether the server holds more WAL for the slot than the limit
 * @param failure why it is not streaming, or why the archive falls behind; null if all is well
 * @param gap the newest part of the log that is lost and that no backup has passed yet; null if there is none
 */
public record ReceiverStatus(
        ReceiverState state,
        int timeline,
        Lsn received,
        Lsn acknowledged,
        Lsn archived,
        Lsn serverEnd,
        @Nullable Instant serverTime,
        @Nullable Instant completeUntil,
        boolean retentionAlarm,
        @Nullable DrException failure,
        @Nullable WalGap gap) {

    /** Returns how many bytes the server holds that are not durable here. */
    public long lagBytes() {
        return Math.max(0, serverEnd.minus(acknowledged));
    }

    /** Returns how many durable bytes are not in the repository yet. */
    public long archiveLagBytes() {
        return Math.max(0, acknowledged.minus(archived));
    }

    /** Returns how much time would be lost if the server and this machine were lost now; empty if that is unknown. */
    public Optional<Duration> exposure() {
        Instant complete = completeUntil;
        Instant server = serverTime;
        return complete == null || server == null ? Optional.empty() : Optional.of(Duration.between(complete, server));
    }
}
