package com.datafly.signal.dr.selfmanaged;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the archiving of write-ahead log has come, at one moment. Applications do not implement it: methods may be
 * added.
 *
 * @since 0.1
 */
public interface WalArchivingStatus {

    /**
     * Returns what it does, as a word: {@code streaming} if all is well; {@code gap} if a part of the log is lost, so
     * that only a new snapshot helps; {@code connecting}, {@code disconnected} or {@code conflict} while it goes on
     * trying; {@code failed} or {@code closed} if it does not. More may be added.
     */
    String state();

    /** Returns the end of the last record that is durable on this machine, as the server was told. */
    Lsn acknowledged();

    /** Returns the end of the last record that is in the repository. */
    Lsn archived();

    /** Returns how many bytes of WAL the server has written that are not durable on this machine. */
    long lagBytes();

    /** Returns how many bytes are durable on this machine and not yet in the repository. */
    long archiveLagBytes();

    /**
     * Returns how much time of commits would be lost if the server and this machine were lost now, by the server's
     * clock; empty if that is not known yet.
     */
    Optional<Duration> exposure();

    /** Returns the instant on the server's clock until which every confirmed commit is in the repository. */
    Optional<Instant> completeUntil();

    /** Tells whether the server holds more WAL for the slot than the limit, so that its disk is in danger. */
    boolean retentionAlarm();

    /** Returns why it is not streaming, or why the repository falls behind. */
    Optional<DrException> problem();
}
