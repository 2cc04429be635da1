package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

/**
 * A task of the software that copies topics.
 *
 * @param connector the connector it belongs to, as in {@code primary->standby.MirrorSourceConnector}
 * @param task its number; -1 for the connector itself
 * @param kind what it copies
 * @param state what it does
 * @param trouble why it failed, in the software's own words; empty if it did not
 * @since 0.1
 */
public record ReplicationTask(String connector, int task, Kind kind, State state, String trouble) {

    /** Refuses null. */
    public ReplicationTask {
        requireNonNull(connector, "connector");
        requireNonNull(kind, "kind");
        requireNonNull(state, "state");
        requireNonNull(trouble, "trouble");
    }

    /**
     * What a task copies. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** Events. */
        EVENTS,
        /** Where groups stand. */
        GROUP_OFFSETS,
        /** Signs of life of its own. */
        HEARTBEATS,
        /** Nobody said: it may be events. */
        UNKNOWN
    }

    /**
     * What a task does.
     *
     * @since 0.1
     */
    public enum State {
        /** It copies, or waits for something to copy. */
        RUNNING,
        /** Somebody paused or stopped it. */
        PAUSED,
        /** It failed, and stays so until somebody restarts it. */
        FAILED,
        /** No worker has it now. */
        UNASSIGNED,
        /** The software said something else. */
        UNKNOWN
    }
}
