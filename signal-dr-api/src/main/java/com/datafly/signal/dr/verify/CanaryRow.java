package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A canary: a row whose presence in a recovered database dates the recovery. Immutable.
 *
 * @since 0.1
 */
public final class CanaryRow {

    private final String series;
    private final long seq;
    private final Instant writtenAt;
    private final String nonce;
    private final Duration roundTrip;
    private final boolean synchronous;

    CanaryRow(String series, long seq, Instant writtenAt, String nonce, Duration roundTrip, boolean synchronous) {
        this.series = requireNonNull(series, "series");
        this.seq = seq;
        this.writtenAt = requireNonNull(writtenAt, "writtenAt");
        this.nonce = requireNonNull(nonce, "nonce");
        this.roundTrip = requireNonNull(roundTrip, "roundTrip");
        this.synchronous = synchronous;
    }

    /**
     * Makes a row known again that was kept elsewhere, as for a drill whose writer ran in another process.
     *
     * @param nonce the random text that the row holds
     */
    public static CanaryRow of(String series, long seq, Instant writtenAt, String nonce) {
        return new CanaryRow(series, seq, writtenAt, nonce, Duration.ZERO, false);
    }

    /** Returns the writer's series. Each run of a writer has its own. */
    public String series() {
        return series;
    }

    /** Returns the number in the series, from 1 and without gaps. */
    public long seq() {
        return seq;
    }

    /** Returns when the row was written, by the database's clock. The commit came a little later. */
    public Instant writtenAt() {
        return writtenAt;
    }

    /** Returns the random text that the row holds. */
    public String nonce() {
        return nonce;
    }

    /** Returns the latest moment, by the database's clock, at which the row can have been committed. */
    public Instant committedBy() {
        return writtenAt.plus(roundTrip);
    }

    /** Returns this row with the latest moment at which it can have been committed, where that was kept with it. */
    public CanaryRow committedBy(Instant latest) {
        return new CanaryRow(series, seq, writtenAt, nonce, Duration.between(writtenAt, latest), synchronous);
    }

    /** Tells whether the server said that a synchronous standby was streaming, and commits waiting for it. */
    public boolean synchronous() {
        return synchronous;
    }

    @Override
    public String toString() {
        return "canary " + seq + " of " + writtenAt;
    }
}
