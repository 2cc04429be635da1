package com.datafly.signal.dr.verify;

import java.util.List;

/**
 * What a baseline knows of one table. Immutable.
 *
 * @since 0.1
 */
public final class TableFacts {

    /**
     * What kind of table it is. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A table, or the leaf of a partitioned one. */
        TABLE,
        /** A table whose content is not in the write-ahead log and is empty after a recovery: definition only. */
        UNLOGGED_TABLE,
        /** A materialised view. */
        MATERIALIZED_VIEW
    }

    private final String name;
    private final Kind kind;
    private final List<String> columns;
    private final long rows;
    private final String fingerprint;

    TableFacts(String name, Kind kind, List<String> columns, long rows, String fingerprint) {
        this.name = name;
        this.kind = kind;
        this.columns = List.copyOf(columns);
        this.rows = rows;
        this.fingerprint = fingerprint;
    }

    /** Returns schema and name, each quoted where SQL needs it, as in {@code public.orders}. */
    public String name() {
        return name;
    }

    /** Returns what kind of table it is. */
    public Kind kind() {
        return kind;
    }

    /** Returns the columns in order, each with its type, as in {@code id bigint not null}. */
    public List<String> columns() {
        return columns;
    }

    /** Returns the number of rows. */
    public long rows() {
        return rows;
    }

    /**
     * Returns 32 hexadecimal digits that depend on every row and on how often it occurs, but not on the rows' order.
     */
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return name + " (" + rows + " rows, " + fingerprint + ")";
    }
}
