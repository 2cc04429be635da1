package com.datafly.signal.dr.playbook.step;

/**
 * What a replay did since its first beginning.
 *
 * @param runId the replay's id
 * @param exactlyOnce whether each event was written exactly once; else a crash may have repeated some
 * @param read how many events it looked at
 * @param written how many events it wrote
 * @since 0.1
 */
public record EventsReplayed(String runId, boolean exactlyOnce, long read, long written) {}
