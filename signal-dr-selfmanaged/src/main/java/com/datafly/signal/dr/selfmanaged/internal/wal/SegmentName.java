package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One segment of the write-ahead log on one timeline, named as PostgreSQL names its file.
 *
 * @param timeline the timeline, from 1
 * @param number the segment's number: its first LSN divided by the segment size
 * @param segmentSize the cluster's segment size in bytes, a power of two from 1 MiB to 1 GiB
 */
public record SegmentName(int timeline, long number, int segmentSize) implements Comparable<SegmentName> {

    private static final Pattern SHAPE = Pattern.compile("[0-9A-F]{24}");
    private static final int SMALLEST = 1 << 20;
    private static final int LARGEST = 1 << 30;

    /** Refuses a timeline below 1, a negative number and a size that PostgreSQL does not know. */
    public SegmentName {
        if (timeline < 1 || number < 0) {
            throw invalid("timeline " + timeline + ", segment " + number);
        }
        requireSize(segmentSize);
    }

    /** Returns the segment that holds {@code lsn}. */
    public static SegmentName containing(int timeline, Lsn lsn, int segmentSize) {
        requireSize(segmentSize);
        return new SegmentName(timeline, Long.divideUnsigned(lsn.value(), segmentSize), segmentSize);
    }

    /**
     * Reads a file name.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is not a segment's name under this segment size
     */
    public static SegmentName parse(String fileName, int segmentSize) {
        requireSize(segmentSize);
        if (!isSegment(fileName)) {
            throw invalid("file name is '" + fileName + "'");
        }
        long timeline = Long.parseLong(fileName.substring(0, 8), 16);
        long high = Long.parseLong(fileName.substring(8, 16), 16);
        long low = Long.parseLong(fileName.substring(16, 24), 16);
        long perFile = perLogicalFile(segmentSize);
        if (timeline < 1 || timeline > Integer.MAX_VALUE || low >= perFile) {
            throw invalid("file name '" + fileName + "' does not belong to segments of " + segmentSize + " bytes");
        }
        return new SegmentName((int) timeline, high * perFile + low, segmentSize);
    }

    /** Tells whether a file name has the shape of a segment's. */
    public static boolean isSegment(String fileName) {
        return SHAPE.matcher(fileName).matches();
    }

    /** Returns the file name: timeline and position as 24 hexadecimal digits. */
    public String fileName() {
        long perFile = perLogicalFile(segmentSize);
        return String.format(Locale.ROOT, "%08X%08X%08X", timeline, number / perFile, number % perFile);
    }

    /** Returns the first LSN of the segment. */
    public Lsn start() {
        return new Lsn(number * segmentSize);
    }

    /** Returns the first LSN behind the segment. */
    public Lsn end() {
        return new Lsn((number + 1) * segmentSize);
    }

    /** Returns the segment that follows on the same timeline. */
    public SegmentName next() {
        return new SegmentName(timeline, number + 1, segmentSize);
    }

    /** Returns the segment of the same range on another timeline. */
    public SegmentName on(int otherTimeline) {
        return new SegmentName(otherTimeline, number, segmentSize);
    }

    /** Tells whether {@code lsn} lies in the segment. */
    public boolean contains(Lsn lsn) {
        return !lsn.isBefore(start()) && lsn.isBefore(end());
    }

    @Override
    public int compareTo(SegmentName other) {
        int order = Integer.compare(timeline, other.timeline);
        return order != 0 ? order : Long.compare(number, other.number);
    }

    /** Returns the file name. */
    @Override
    public String toString() {
        return fileName();
    }

    static void requireSize(int segmentSize) {
        if (segmentSize < SMALLEST || segmentSize > LARGEST || Integer.bitCount(segmentSize) != 1) {
            throw invalid("segment size is " + segmentSize + " bytes");
        }
    }

    private static long perLogicalFile(int segmentSize) {
        return 0x1_0000_0000L / segmentSize;
    }

    private static DrException invalid(String problem) {
        return DrException.of(ErrorCode.INVALID_ARGUMENT, "name a WAL segment", problem);
    }
}
