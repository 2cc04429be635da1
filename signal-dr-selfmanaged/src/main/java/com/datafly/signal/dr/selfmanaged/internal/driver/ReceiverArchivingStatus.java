package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.WalArchivingStatus;
import com.datafly.signal.dr.selfmanaged.internal.wal.ReceiverStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a receiver says of itself, for applications.
 *
 * @param status the receiver's own words
 */
record ReceiverArchivingStatus(ReceiverStatus status) implements WalArchivingStatus {

    @Override
    public String state() {
        return status.state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Lsn acknowledged() {
        return status.acknowledged();
    }

    @Override
    public Lsn archived() {
        return status.archived();
    }

    @Override
    public long lagBytes() {
        return status.lagBytes();
    }

    @Override
    public long archiveLagBytes() {
        return status.archiveLagBytes();
    }

    @Override
    public Optional<Duration> exposure() {
        return status.exposure();
    }

    @Override
    public Optional<Instant> completeUntil() {
        return Optional.ofNullable(status.completeUntil());
    }

    @Override
    public boolean retentionAlarm() {
        return status.retentionAlarm();
    }

    @Override
    public Optional<DrException> problem() {
        return Optional.ofNullable(status.failure());
    }

    @Override
    public String toString() {
        return state() + ", archived to " + archived() + ", " + lagBytes() + " bytes behind the server";
    }
}
