package com.datafly.signal.dr.events;

/**
 * How a replay ended.
 *
 * @since 0.1
 */
public final class ReplayResult {

    private final String runId;
    private final boolean finished;
    private final boolean exactlyOnce;
    private final long read;
    private final long written;
    private final long bytes;

    private ReplayResult(Ending ending, long read, long written, long bytes) {
        this.runId = ending.runId();
        this.finished = ending.finished();
        this.exactlyOnce = ending.exactlyOnce();
        this.read = read;
        this.written = written;
        this.bytes = bytes;
    }

    /** Describes the end of a replay, and what it did since its first beginning. */
    public static ReplayResult of(Ending ending, long read, long written, long bytes) {
        return new ReplayResult(ending, read, written, bytes);
    }

    /** Returns the replay's id. */
    public String runId() {
        return runId;
    }

    /** Tells whether it came to its end; else it was stopped, and can go on. */
    public boolean finished() {
        return finished;
    }

    /** Tells whether each event was written exactly once; else a crash may have repeated some. */
    public boolean exactlyOnce() {
        return exactlyOnce;
    }

    /** Returns how many events were looked at since its first beginning, in all processes. */
    public long read() {
        return read;
    }

    /** Returns how many events were written since its first beginning, in all processes. */
    public long written() {
        return written;
    }

    /** Returns the bytes of the written events' keys, values and headers. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return runId + ": " + written + " of " + read + " events written, "
                + (finished ? "finished" : "stopped")
                + (exactlyOnce ? "" : ", some perhaps more than once");
    }

    /**
     * How a run came to its end.
     *
     * @param runId the run's id
     * @param finished whether it reached its end; else it was stopped
     * @param exactlyOnce whether each event was written exactly once
     * @since 0.1
     */
    public record Ending(String runId, boolean finished, boolean exactlyOnce) {}
}
