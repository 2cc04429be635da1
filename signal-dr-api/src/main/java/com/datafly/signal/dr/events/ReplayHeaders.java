package com.datafly.signal.dr.events;

/**
 * The headers that a replayed event carries beside its own, as text, so that a consumer can tell it from the original
 * and drop what it has seen: cluster, topic, partition and offset name an event for ever.
 *
 * @since 0.1
 */
public final class ReplayHeaders {

    /** The id of the run. An event with this header was replayed. */
    public static final String RUN = "signal-dr-replay-run";

    /** The topic that it stood in. */
    public static final String TOPIC = "signal-dr-replay-topic";

    /** The partition's number. */
    public static final String PARTITION = "signal-dr-replay-partition";

    /** The offset in that partition. */
    public static final String OFFSET = "signal-dr-replay-offset";

    /** The timestamp that it had, in milliseconds since 1970 in UTC; -1 if it had none. */
    public static final String TIMESTAMP = "signal-dr-replay-timestamp";

    private ReplayHeaders() {}
}
