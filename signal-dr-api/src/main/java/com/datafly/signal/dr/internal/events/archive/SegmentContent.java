package com.datafly.signal.dr.internal.events.archive;

/**
 * What a segment holds.
 *
 * @param records how many records
 * @param lastOffset the offset of the last one, or -1
 * @param lastDigest the SHA-256 of the last one as it is stored, by which a log that was rewritten is noticed
 * @param times the timestamps
 * @param size the sizes
 * @param sha256 the SHA-256 of the segment's bytes; empty if there is no record, and so no object
 */
record SegmentContent(long records, long lastOffset, String lastDigest, Times times, Size size, String sha256) {

    /** A span without a record. */
    static final SegmentContent NONE = new SegmentContent(0, -1, "", Times.NONE, new Size(0, 0), "");

    boolean isEmpty() {
        return records == 0;
    }

    /**
     * Timestamps in milliseconds since 1970 in UTC; -1 if there is none.
     *
     * @param earliest the earliest of all
     * @param latest the latest of all
     */
    record Times(long earliest, long latest) {
        static final Times NONE = new Times(-1, -1);

        Times and(long timestamp) {
            return new Times(earliest < 0 ? timestamp : Math.min(earliest, timestamp), Math.max(latest, timestamp));
        }
    }

    /**
     * Bytes.
     *
     * @param raw before compression
     * @param stored in the object
     */
    record Size(long raw, long stored) {}
}
