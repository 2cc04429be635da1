package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.database.Lsn;

/**
 * The WAL that a finished base backup needs to be consistent.
 *
 * @param startLsn the redo position at which recovery begins
 * @param startTimeline the timeline of {@code startLsn}
 * @param stopLsn the first position at which the backup is consistent
 * @param stopTimeline the timeline of {@code stopLsn}
 */
public record BaseBackupResult(Lsn startLsn, int startTimeline, Lsn stopLsn, int stopTimeline) {}
