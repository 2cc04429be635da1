package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.database.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header of one page of the log. */
final class PageHeader {

    static final int PAGE_SIZE = 8192;
    static final int SHORT_LENGTH = 24;
    static final int LONG_LENGTH = 40;

    private static final int FIRST_IS_CONTINUATION = 0x0001;
    private static final int LONG = 0x0002;
    private static final int FIRST_IS_OVERWRITE = 0x0008;
    private static final int ALL_FLAGS = 0x000F;

    private final int magic;
    private final int flags;
    private final int timeline;
    private final Lsn address;
    private final long remaining;
    private final ByteBuffer bytes;

    private PageHeader(ByteBuffer bytes) {
        this.bytes = bytes;
        this.magic = bytes.getShort(0) & 0xFFFF;
        this.flags = bytes.getShort(2) & 0xFFFF;
        this.timeline = bytes.getInt(4);
        this.address = new Lsn(bytes.getLong(8));
        this.remaining = Integer.toUnsignedLong(bytes.getInt(16));
    }

    /** Reads a header. */
    static PageHeader read(byte[] bytes) {
        return new PageHeader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns the length of the header of the page at {@code address}: it is longer at the start of a segment. */
    static int lengthAt(Lsn address, int segmentSize) {
        return (address.value() & (segmentSize - 1)) == 0 ? LONG_LENGTH : SHORT_LENGTH;
    }

    /** Returns the first place at or behind {@code end} where a record can begin. */
    static Lsn firstRecordPlace(Lsn end, int segmentSize) {
        return (end.value() & (PAGE_SIZE - 1)) == 0 ? end.plus(lengthAt(end, segmentSize)) : end;
    }

    /** Returns the start of the page that holds {@code lsn}. */
    static Lsn pageOf(Lsn lsn) {
        return new Lsn(lsn.value() & -PAGE_SIZE);
    }

    /** Tells whether the page begins with the rest of a record from the page before. */
    boolean continuesRecord() {
        return (flags & FIRST_IS_CONTINUATION) != 0;
    }

    /** Tells whether the server gave up the record that the page before began, and wrote on from here. */
    boolean overwritesRecord() {
        return (flags & FIRST_IS_OVERWRITE) != 0;
    }

    /** Returns how many bytes of the continued record are still to come. */
    long remaining() {
        return remaining;
    }

    int magic() {
        return magic;
    }

    /** Returns what is wrong with the header of the page at {@code expected}; null if nothing is. */
    @Nullable
    String defect(Lsn expected, WalIdentity identity) {
        if (majorVersion(magic) == 0) {
            return String.format(Locale.ROOT, "page has magic %04X, which no supported version writes", magic);
        }
        if (!address.equals(expected)) {
            return "page says that it belongs to " + address;
        }
        int wanted = identity.timelines().timelineAt(expected);
        if (timeline != wanted) {
            return "page is of timeline " + timeline + ", not " + wanted;
        }
        boolean atSegmentStart = lengthAt(expected, identity.segmentSize()) == LONG_LENGTH;
        if ((flags & ~ALL_FLAGS) != 0 || ((flags & LONG) != 0) != atSegmentStart) {
            return String.format(Locale.ROOT, "page has flags %04X", flags);
        }
        return atSegmentStart ? longDefect(identity) : null;
    }

    /** Returns the major version that writes pages of this magic; 0 if none that is supported does. */
    static int majorVersion(int magic) {
        return switch (magic) {
            case 0xD110 -> 15;
            case 0xD113 -> 16;
            case 0xD116 -> 17;
            case 0xD118 -> 18;
            default -> 0;
        };
    }

    private @Nullable String longDefect(WalIdentity identity) {
        long system = bytes.getLong(24);
        int segmentSize = bytes.getInt(32);
        int pageSize = bytes.getInt(36);
        if (system != identity.systemIdentifier()) {
            return "page is of system " + Long.toUnsignedString(system) + ", not "
                    + Long.toUnsignedString(identity.systemIdentifier());
        }
        if (segmentSize != identity.segmentSize()) {
            return "segment size is " + segmentSize + ", not " + identity.segmentSize();
        }
        return pageSize == PAGE_SIZE ? null : "page size is " + pageSize + ", and only " + PAGE_SIZE + " is supported";
    }
}
