package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The points to which a database can be recovered: without a gap, from the earliest to the latest.
 *
 * @since 0.1
 */
public final class RestorableWindow {

    private final Instant earliest;
    private final Instant latest;
    private final @Nullable Lsn earliestLsn;
    private final @Nullable Lsn latestLsn;

    private RestorableWindow(Instant earliest, Instant latest, @Nullable Lsn earliestLsn, @Nullable Lsn latestLsn) {
        this.earliest = requireNonNull(earliest, "earliest");
        this.latest = requireNonNull(latest, "latest");
        this.earliestLsn = earliestLsn;
        this.latestLsn = latestLsn;
    }

    /** A window by the database's clock, where the provider tells no LSN. */
    public static RestorableWindow of(Instant earliest, Instant latest) {
        return new RestorableWindow(earliest, latest, null, null);
    }

    /** A window by the database's clock and by WAL position. */
    public static RestorableWindow of(Instant earliest, Instant latest, Lsn earliestLsn, Lsn latestLsn) {
        return new RestorableWindow(
                earliest, latest, requireNonNull(earliestLsn, "earliestLsn"), requireNonNull(latestLsn, "latestLsn"));
    }

    /** Returns the first instant, by the database's clock. */
    public Instant earliest() {
        return earliest;
    }

    /** Returns the last instant, by the database's clock. */
    public Instant latest() {
        return latest;
    }

    /** Returns the first WAL position. */
    public Optional<Lsn> earliestLsn() {
        return Optional.ofNullable(earliestLsn);
    }

    /** Returns the last WAL position. */
    public Optional<Lsn> latestLsn() {
        return Optional.ofNullable(latestLsn);
    }

    /** Tells whether {@code instant} can be recovered. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(earliest) && !instant.isAfter(latest);
    }

    @Override
    public String toString() {
        String times = earliest + " to " + latest;
        return earliestLsn == null ? times : times + " (LSN " + earliestLsn + " to " + latestLsn + ")";
    }
}
