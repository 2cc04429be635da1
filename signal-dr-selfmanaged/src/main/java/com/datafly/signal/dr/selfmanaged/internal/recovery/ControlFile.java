package com.datafly.signal.dr.selfmanaged.internal.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The beginning of {@code global/pg_control}, whose layout has been the same from PostgreSQL 13 to 18.
 *
 * @param systemIdentifier the cluster's identity
 * @param timeline the timeline of the latest checkpoint
 */
record ControlFile(long systemIdentifier, int timeline) {

    private static final int TIMELINE_OFFSET = 48;

    /** Reads the file of a data directory on a machine of the same byte order. */
    static ControlFile read(Path dataDirectory) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(dataDirectory.resolve("global/pg_control")))
                .order(ByteOrder.nativeOrder());
        return new ControlFile(bytes.getLong(0), bytes.getInt(TIMELINE_OFFSET));
    }
}
