package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far the archiving of write-ahead log has come, at one moment.
 *
 * @since 0.1
 */
public final class WalArchivingStatus {

    private final ReceiverStatus status;

    private WalArchivingStatus(ReceiverStatus status) {
        this.status = status;
    }

    /** Not API: made by the module itself. */
    public static WalArchivingStatus of(ReceiverStatus status) {
        return new WalArchivingStatus(status);
    }

    /**
     * Returns what it does, as a word: {@code streaming} if all is well; {@code gap} if a part of the log is lost, so
     * that only a new snapshot helps; {@code connecting}, {@code disconnected} or {@code conflict} while it goes on
     * trying; {@code failed} or {@code closed} if it does not. More may be added.
     */
    public String state() {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    /** Returns the end of the last record that is durable on this machine, as the server was told. */
    public Lsn acknowledged() {
        return status.acknowledged();
    }

    /** Returns the end of the last record that is in the repository. */
    public Lsn archived() {
        return status.archived();
    }

    /** Returns how many bytes of WAL the server has written that are not durable on this machine. */
    public long lagBytes() {
        return status.lagBytes();
    }

    /** Returns how many bytes are durable on this machine and not yet in the repository. */
    public long archiveLagBytes() {
        return status.archiveLagBytes();
    }

    /**
     * Returns how much time of commits would be lost if the server and this machine were lost now, by the server's
     * clock; empty if that is not known yet.
     */
    public Optional<Duration> exposure() {
        return status.exposure();
    }

    /** Returns the instant on the server's clock until which every confirmed commit is in the repository. */
    public Optional<Instant> completeUntil() {
        return Optional.ofNullable(status.completeUntil());
    }

    /** Tells whether the server holds more WAL for the slot than the limit, so that its disk is in danger. */
    public boolean retentionAlarm() {
        return status.retentionAlarm();
    }

    /** Returns why it is not streaming, or why the repository falls behind. */
    public Optional<DrException> problem() {
        return Optional.ofNullable(status.failure());
    }

    @Override
    public String toString() {
        return state() + ", archived to " + archived() + ", " + lagBytes() + " bytes behind the server";
    }
}
