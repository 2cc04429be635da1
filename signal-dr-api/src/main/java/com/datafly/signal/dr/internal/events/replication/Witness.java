package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.EventRecord;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What tells one record from its neighbours at both clusters: the record that a group read last, or the next one that
 * it will read.
 *
 * @param offset its offset at the source
 * @param timestampMillis its timestamp in milliseconds since 1970 in UTC
 * @param content a checksum of its key and value
 */
record Witness(long offset, long timestampMillis, long content) {

    static Witness of(EventRecord event) {
        return new Witness(event.offset(), event.timestampMillis(), content(event));
    }

    /** Tells whether {@code event} is the record, as far as its content says. */
    boolean matches(EventRecord event) {
        return event.timestampMillis() == timestampMillis && content(event) == content;
    }

    private static long content(EventRecord event) {
        CRC32C key = checksum(event.key());
        CRC32C value = checksum(event.value());
        return key.getValue() << Integer.SIZE | value.getValue();
    }

    private static CRC32C checksum(byte @Nullable [] bytes) {
        CRC32C checksum = new CRC32C();
        if (bytes == null) {
            checksum.update(1);
        } else {
            checksum.update(bytes, 0, bytes.length);
        }
        return checksum;
    }
}
