package com.datafly.signal.dr.verify;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.Lsn;
import java.util.function.Consumer;

/**
 * The ready-made checks, from the weakest evidence to the strongest.
 *
 * @since 0.1
 */
public final class Checks {

    private Checks() {}

    /**
     * The server has ended its recovery, at {@code expectedEnd} or later. Proves nothing about data.
     *
     * <p>Reads the history file of the server's timeline, for which the role needs {@code pg_read_server_files};
     * without it, or where no recovery with a target took place, the result is {@link Verdict#UNPROVEN}.
     */
    public static Check reachedTarget(Lsn expectedEnd) {
        return new ReachedTargetCheck(requireNonNull(expectedEnd, "expectedEnd"), false);
    }

    /** Like {@link #reachedTarget}, and recovery has gone no further, so that a mistake behind the target is undone. */
    public static Check stoppedAtTarget(Lsn expectedEnd) {
        return new ReachedTargetCheck(requireNonNull(expectedEnd, "expectedEnd"), true);
    }

    /**
     * Every table, TOAST table and materialised view, every B-tree index and, where the server's version can, every
     * sequence and GIN index of the database connected to is sound, the catalogs included. Each corruption is reported
     * with its block and offset.
     *
     * <p>Uses the contrib extension amcheck. Where it is absent it is created and dropped again; where it cannot be
     * created, the result is {@link Verdict#UNPROVEN}. Needs a superuser or the right to run amcheck's functions. Takes
     * locks that block writers: meant for a recovered copy, not for the production database.
     */
    public static Check amcheck() {
        return new AmcheckCheck();
    }

    /**
     * The database equals {@code baseline}, table by table. It must have been recovered to {@link Baseline#lsn()} and
     * not been written to since. A baseline without rows proves no data.
     */
    public static Check matches(Baseline baseline) {
        return new BaselineCheck(requireNonNull(baseline, "baseline"));
    }

    /** The canaries came back without a gap, with the nonces that were written. */
    public static Check canary(Consumer<RecoveryPointMeasurement.Builder> known) {
        return new CanaryCheck(requireNonNull(known, "known"));
    }

    /**
     * A query of the application returns {@code expected}: one row with one value. Numbers are compared by value,
     * booleans as such, everything else by its text. Runs in a read-only transaction and counts as proof of data, so
     * let it look at some.
     */
    public static Check sql(String name, String query, Object expected) {
        return new SqlCheck(
                requireNonNull(name, "name"), requireNonNull(query, "query"), requireNonNull(expected, "expected"));
    }

    /**
     * A query of the application finds nothing, as one that looks for orphans. Does not count as proof of data: it
     * would pass on an empty database.
     */
    public static Check sqlReturnsNoRows(String name, String query) {
        return new SqlCheck(requireNonNull(name, "name"), requireNonNull(query, "query"), null);
    }
}
