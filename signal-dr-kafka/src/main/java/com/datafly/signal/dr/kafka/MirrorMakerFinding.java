package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * Something wrong with MirrorMaker's configuration.
 *
 * @since 0.1
 */
public final class MirrorMakerFinding {

    private final Code code;
    private final String key;
    private final int line;
    private final String consequence;
    private final String remedy;

    private MirrorMakerFinding(Code code, String key, int line, String consequence, String remedy) {
        this.code = code;
        this.key = key;
        this.line = line;
        this.consequence = consequence;
        this.remedy = remedy;
    }

    static MirrorMakerFinding of(Place place, Code code, String consequence, String remedy) {
        return new MirrorMakerFinding(
                requireNonNull(code, "code"), place.key(), place.line().orElse(0), consequence, remedy);
    }

    /** Returns what is wrong, as a word for programs. */
    public Code code() {
        return code;
    }

    /** Returns how bad it is. */
    public Severity severity() {
        return code.severity();
    }

    /** Returns the key that is wrong or missing. */
    public String key() {
        return key;
    }

    /** Returns the number of its line, from 1; empty if it is missing. */
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** Returns what happens. */
    public String consequence() {
        return consequence;
    }

    /** Returns what to write instead. */
    public String remedy() {
        return remedy;
    }

    /** Returns all of it in one line. */
    @Override
    public String toString() {
        return (line == 0 ? "" : "line " + line + ", ") + key + " [" + code + "]: " + consequence + " " + remedy;
    }

    /**
     * Where something is wrong.
     *
     * @param key the key
     * @param line the number of its line, if it has one
     */
    record Place(String key, OptionalInt line) {}

    /**
     * How bad a finding is.
     *
     * @since 0.1
     */
    public enum Severity {
        /** Events or offsets are lost, copied in a circle, or not copied at all. */
        ERROR,
        /** Something else happens than the file says, or a failover takes longer or repeats more than it need. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }

    /**
     * What is wrong. More may be added.
     *
     * @since 0.1
     */
    public enum Code {
        /** A backslash stands alone: it is gone once loaded. */
        SINGLE_BACKSLASH(Severity.ERROR),
        /** An expression that does not compile, or that a comma cuts in two. */
        BAD_EXPRESSION(Severity.ERROR),
        /** No flow is switched on. */
        NO_FLOW(Severity.ERROR),
        /** A value that is not what the setting takes. */
        BAD_VALUE(Severity.ERROR),
        /** Clusters that copy from each other under the same names. */
        LOOP(Severity.ERROR),
        /** Offset syncs are lost with the source, or not written. */
        SYNCS_LOST(Severity.ERROR),
        /** It is not said where a cluster's brokers are. */
        NO_BOOTSTRAP(Severity.ERROR),
        /** More copies are asked for than there are brokers. */
        TOO_MANY_REPLICAS(Severity.ERROR),
        /** An expression takes topics that are a cluster's own. */
        INTERNAL_TOPICS(Severity.WARNING),
        /** A setting that nobody reads where it stands. */
        DROPPED_KEY(Severity.WARNING),
        /** A key that MirrorMaker does not know. */
        UNKNOWN_KEY(Severity.WARNING),
        /** A key of a cluster that is not among the clusters. */
        UNKNOWN_ALIAS(Severity.WARNING),
        /** A key that stands twice: the last one holds. */
        DUPLICATE_KEY(Severity.WARNING),
        /** The standby's retention is set back to the source's. */
        RETENTION_OVERWRITTEN(Severity.WARNING),
        /** A list that replaces a default one without restating it. */
        DEFAULT_LIST_REPLACED(Severity.WARNING),
        /** Some consumer groups are left out. */
        GROUPS_LEFT_OUT(Severity.WARNING),
        /** Offsets of consumer groups are not written at the target. */
        GROUP_OFFSETS_NOT_SYNCED(Severity.WARNING),
        /** New topics or groups are seen late. */
        SLOW_REFRESH(Severity.WARNING),
        /** What was copied is remembered seldom. */
        SLOW_FLUSH(Severity.WARNING),
        /** Aborted transactions are copied as events. */
        ABORTED_COPIED(Severity.WARNING),
        /** A second set of workers writes into the source. */
        HEARTBEATS_AT_SOURCE(Severity.WARNING),
        /** Fewer copies than the cluster could keep. */
        FEW_REPLICAS(Severity.WARNING),
        /** A number of copies that nobody chose. */
        DEFAULT_REPLICAS(Severity.NOTE);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }

        /** Returns how bad it is. */
        public Severity severity() {
            return severity;
        }
    }
}
