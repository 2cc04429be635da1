package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.database.Lsn;

/**
 * Which database cluster a connection reached.
 *
 * @param systemIdentifier the number that initdb drew, as an unsigned 64-bit number
 * @param timeline the timeline that the server is on
 * @param position the end of the WAL that the server has flushed or replayed
 * @param serverVersionNum the version as in {@code 150018}
 */
public record SystemIdentity(long systemIdentifier, int timeline, Lsn position, int serverVersionNum) {

    /** Returns the major version, as in {@code 15}. */
    public int majorVersion() {
        return serverVersionNum / 10_000;
    }
}
