package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What one database held at one moment: per table the definition, the number of rows and a fingerprint of the content,
 * all from a single snapshot, with the position in the write-ahead log that belongs to it. Immutable.
 *
 * <p>A copy recovered to {@link #lsn()} must match exactly, although writers went on: while the snapshot is taken, the
 * tables are locked against writers for some milliseconds, so that no transaction is committed in the log but not yet
 * visible. The content is read afterwards, from the snapshot, without a lock that writers would notice; changes of
 * definitions have to wait until the capture is over, as they do for {@code pg_dump}.
 *
 * <p>Covered are the tables and sequences of the database connected to. Not covered, and listed by
 * {@link #notCovered()}, are foreign tables, large objects and the content of unlogged tables. The fingerprint finds
 * accidents of any size; it is no defence against somebody who forges rows to fit it.
 *
 * @since 0.1
 */
public final class Baseline {

    private final BaselineOrigin origin;
    private final BaselineOptions options;
    private final List<TableFacts> tables;
    private final List<SequenceFacts> sequences;
    private final List<String> notCovered;

    Baseline(
            BaselineOrigin origin,
            BaselineOptions options,
            List<TableFacts> tables,
            List<SequenceFacts> sequences,
            List<String> notCovered) {
        this.origin = origin;
        this.options = options;
        this.tables = List.copyOf(tables);
        this.sequences = List.copyOf(sequences);
        this.notCovered = List.copyOf(notCovered);
    }

    /**
     * Captures a baseline with the default options.
     *
     * @see #capture(DataSource, BaselineOptions)
     */
    public static Baseline capture(DataSource database) {
        return capture(database, options -> {});
    }

    /**
     * Captures a baseline.
     *
     * @see #capture(DataSource, BaselineOptions)
     */
    public static Baseline capture(DataSource database, Consumer<BaselineOptions.Builder> options) {
        return capture(database, BaselineOptions.of(options));
    }

    /**
     * Captures a baseline. Uses up to {@link BaselineOptions.Builder#parallelism} connections, at least two, and
     * changes nothing.
     *
     * @throws DrException with {@code CONFLICT} if the tables could not be locked in any attempt,
     *     {@code PERMISSION_DENIED} if the role may not read or lock a table, {@code FAILED_PRECONDITION} on a standby,
     *     {@code DEADLINE_EXCEEDED} if the time allowed is over, {@code UNAVAILABLE} if the connection breaks
     */
    public static Baseline capture(DataSource database, BaselineOptions options) {
        return new BaselineCapture(database, options, message -> {}).capture();
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the text is no baseline, {@code UNSUPPORTED} if a newer
     *     version wrote it
     */
    public static Baseline fromJson(String json) {
        return BaselineJson.parse(json);
    }

    /** Returns this baseline as JSON text, which {@link #fromJson} reads in this and later versions. */
    public String toJson() {
        return BaselineJson.print(this);
    }

    /** Compares another capture with this one. Empty means: equal in everything that is covered. */
    public List<BaselineDifference> differences(Baseline other) {
        return BaselineComparison.compare(this, other);
    }

    /** Returns the cluster's system identifier, which physical copies inherit. */
    public String systemIdentifier() {
        return origin.systemIdentifier();
    }

    /** Returns the timeline that the server wrote. */
    public int timeline() {
        return origin.timeline();
    }

    /** Returns the position in the write-ahead log up to which a copy must be recovered to match. */
    public Lsn lsn() {
        return origin.lsn();
    }

    /** Returns the moment of the snapshot on the database's clock. */
    public Instant instant() {
        return origin.instant();
    }

    /** Returns the name of the database. */
    public String database() {
        return origin.database();
    }

    /** Returns the server's version, as in {@code 17.4}. */
    public String serverVersion() {
        return origin.serverVersion();
    }

    /** Tells whether the tables were locked for the snapshot, so that a difference proves a loss. */
    public boolean exact() {
        return origin.exact();
    }

    /** Returns how long the capture waited for the lock, in the attempt that succeeded. */
    public Duration lockWait() {
        return origin.lockWait();
    }

    /** Returns how long writers were held up by the lock. */
    public Duration lockHold() {
        return origin.lockHold();
    }

    /** Returns the tables, ordered by name. */
    public List<TableFacts> tables() {
        return tables;
    }

    /** Returns the number of rows in all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableFacts::rows).sum();
    }

    /** Returns what the database holds beside the covered, in plain words. */
    public List<String> notCovered() {
        return notCovered;
    }

    BaselineOrigin origin() {
        return origin;
    }

    BaselineOptions options() {
        return options;
    }

    List<SequenceFacts> sequences() {
        return sequences;
    }

    @Override
    public String toString() {
        return "baseline of " + database() + " at " + lsn() + ": " + tables.size() + " tables, " + rows() + " rows";
    }
}
