package com.datafly.signal.dr.selfmanaged.internal.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.database.Lsn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record being put together from the pieces that pages hold of it. Keeps the header and the beginning of the body;
 * the rest only passes through the checksum, so that a record of any size costs the same memory.
 */
final class RecordAssembly {

    static final int HEADER_LENGTH = 24;

    private static final long LONGEST = 1020L << 20;
    private static final int KEPT_OF_BODY = 128;
    private static final int CHECKED_OF_HEADER = 20;
    private static final int LAST_BUILT_IN_MANAGER = 21;
    private static final int FIRST_CUSTOM_MANAGER = 128;
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final byte[] header = new byte[HEADER_LENGTH];
    private final byte[] body = new byte[KEPT_OF_BODY];
    private final ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();
    private Lsn start = Lsn.ZERO;
    private long gathered;

    /** Begins a record at {@code start}; what was gathered of another is dropped. */
    void begin(Lsn start) {
        this.start = start;
        this.gathered = 0;
        checksum.reset();
    }

    /** Tells whether bytes of a record are there that is not complete. */
    boolean isUnfinished() {
        return gathered > 0;
    }

    Lsn start() {
        return start;
    }

    /** Returns how many bytes are missing; before the length is known, how many are missing of that. */
    long missing() {
        return gathered < Integer.BYTES ? Integer.BYTES - gathered : length() - gathered;
    }

    /**
     * Takes the next bytes, at most as many as belong to the record's current part.
     *
     * @return how many were taken
     */
    int take(byte[] bytes, int offset, int available) {
        int taken;
        if (gathered < HEADER_LENGTH) {
            int part = gathered < Integer.BYTES ? Integer.BYTES : HEADER_LENGTH;
            taken = Math.min(available, part - (int) gathered);
            System.arraycopy(bytes, offset, header, (int) gathered, taken);
        } else {
            taken = (int) Math.min(available, length() - gathered);
            checksum.update(bytes, offset, taken);
            int at = (int) Math.min(KEPT_OF_BODY, gathered - HEADER_LENGTH);
            System.arraycopy(bytes, offset, body, at, Math.min(taken, KEPT_OF_BODY - at));
        }
        gathered += taken;
        return taken;
    }

    /** Tells whether exactly the length is known: nothing more of the record was taken yet. */
    boolean hasJustLength() {
        return gathered == Integer.BYTES;
    }

    boolean hasJustHeader() {
        return gathered == HEADER_LENGTH;
    }

    boolean isComplete() {
        return gathered >= HEADER_LENGTH && gathered == length();
    }

    long length() {
        return Integer.toUnsignedLong(fields.getInt(0));
    }

    boolean hasPlausibleLength() {
        return length() >= HEADER_LENGTH && length() <= LONGEST;
    }

    Lsn previous() {
        return new Lsn(fields.getLong(8));
    }

    int info() {
        return header[16] & 0xFF;
    }

    int resourceManager() {
        return header[17] & 0xFF;
    }

    /** Returns what is wrong with the header alone; null if nothing is. */
    @Nullable
    String headerDefect() {
        int manager = resourceManager();
        if (manager > LAST_BUILT_IN_MANAGER && manager < FIRST_CUSTOM_MANAGER) {
            return "record names resource manager " + manager;
        }
        return previous().isBefore(start) ? null : "record follows " + previous() + ", which is not before it";
    }

    /** Finishes the checksum of a complete record and compares. To be called once. */
    boolean hasSoundChecksum() {
        checksum.update(header, 0, CHECKED_OF_HEADER);
        return (int) checksum.getValue() == fields.getInt(CHECKED_OF_HEADER);
    }

    /** Describes a complete record that ends at {@code end}. */
    WalRecord toRecord(Lsn end) {
        Instant time = null;
        String restorePoint = null;
        ByteBuffer data = statesTime() ? mainData() : null;
        if (data != null && data.remaining() >= Long.BYTES) {
            time = EPOCH.plus(data.getLong(), ChronoUnit.MICROS);
            restorePoint = WalRecord.isRestorePoint(resourceManager(), info()) ? text(data) : null;
        }
        return new WalRecord(start, end, previous(), resourceManager(), info(), (int) length(), time, restorePoint);
    }

    /** Tells whether a record of this kind has to state a time. */
    boolean statesTime() {
        return WalRecord.endsTransaction(resourceManager(), info())
                || WalRecord.isRestorePoint(resourceManager(), info());
    }

    /**
     * Finds the beginning of the main data: behind the headers, as these records refer to no blocks.
     *
     * @return null if the body does not have that shape
     */
    private @Nullable ByteBuffer mainData() {
        int kept = (int) Math.min(KEPT_OF_BODY, length() - HEADER_LENGTH);
        ByteBuffer data = ByteBuffer.wrap(body, 0, kept).order(ByteOrder.LITTLE_ENDIAN);
        while (data.remaining() > Integer.BYTES) {
            int id = data.get() & 0xFF;
            switch (id) {
                case 0xFF -> {
                    data.get();
                    return data;
                }
                case 0xFE -> {
                    data.getInt();
                    return data;
                }
                case 0xFD -> data.getShort();
                case 0xFC -> data.getInt();
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private static String text(ByteBuffer data) {
        byte[] name = new byte[data.remaining()];
        data.get(name);
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, UTF_8);
    }
}
