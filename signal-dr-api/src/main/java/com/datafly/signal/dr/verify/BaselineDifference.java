package com.datafly.signal.dr.verify;

/**
 * One way in which a database differs from a baseline. Immutable.
 *
 * @since 0.1
 */
public final class BaselineDifference {

    /**
     * What differs. More kinds may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A table or sequence of the baseline is not there. */
        MISSING,
        /** A table is there that the baseline does not have. */
        UNEXPECTED,
        /** Columns, types or the kind of table differ; the content is not compared then. */
        DEFINITION,
        /** The number of rows differs. */
        COUNT,
        /** The number of rows is the same, their content is not. */
        CONTENT,
        /** A sequence would hand out values that were handed out before. */
        SEQUENCE
    }

    private final String name;
    private final Kind kind;
    private final String description;

    BaselineDifference(String name, Kind kind, String description) {
        this.name = name;
        this.kind = kind;
        this.description = description;
    }

    /** Returns the table's or sequence's schema and name. */
    public String name() {
        return name;
    }

    /** Returns what differs. */
    public Kind kind() {
        return kind;
    }

    /** Returns the difference in plain words. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return name + ": " + description;
    }
}
