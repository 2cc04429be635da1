package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.time.Instant;

/**
 * That at a moment on the server's clock every commit that had been confirmed lay before a position, all of it
 * archived. It is why the restorable time of an idle database goes on.
 *
 * @param end the position; everything before it is in the archive
 * @param asOf the moment
 */
public record EndMark(Lsn end, Instant asOf) {}
