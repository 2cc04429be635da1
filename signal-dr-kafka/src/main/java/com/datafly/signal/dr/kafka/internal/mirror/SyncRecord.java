package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record of MirrorMaker's topic of offset syncs. Its key is the topic's name after two bytes of length, and four
 * bytes of partition; its value eight bytes of the source's offset and eight of the target's. All numbers big-endian.
 */
final class SyncRecord {

    private static final int VALUE_BYTES = 2 * Long.BYTES;

    private SyncRecord() {}

    /**
     * Reads a record.
     *
     * @throws DrException with {@code INTEGRITY_FAILED}, naming the record, if it is no pair of offsets
     */
    static OffsetSync read(EventRecord found) {
        PartitionId partition = partition(found);
        byte @Nullable [] value = found.value();
        if (value == null || value.length != VALUE_BYTES) {
            throw malformed(found, "its value has " + (value == null ? "no" : value.length) + " bytes, not 16");
        }
        ByteBuffer numbers = ByteBuffer.wrap(value);
        long source = numbers.getLong();
        long target = numbers.getLong();
        if (source < 0 || target < -1) {
            throw malformed(found, "it holds the offsets " + source + " and " + target);
        }
        return new OffsetSync(partition, source, target, found.offset());
    }

    /** Writes a record as MirrorMaker would. */
    static NewEvent write(String syncsTopic, OffsetSync sync) {
        byte[] topic = sync.partition().topic().getBytes(StandardCharsets.UTF_8);
        byte[] key = ByteBuffer.allocate(Short.BYTES + topic.length + Integer.BYTES)
                .putShort((short) topic.length)
                .put(topic)
                .putInt(sync.partition().partition())
                .array();
        byte[] value = ByteBuffer.allocate(VALUE_BYTES)
                .putLong(sync.sourceOffset())
                .putLong(sync.targetOffset())
                .array();
        return NewEvent.of(syncsTopic, key, value).partition(0);
    }

    private static PartitionId partition(EventRecord found) {
        byte @Nullable [] key = found.key();
        if (key == null || key.length < Short.BYTES + Integer.BYTES) {
            throw malformed(found, "its key has " + (key == null ? "no" : key.length) + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(key);
        int length = bytes.getShort();
        if (length < 1 || length != bytes.remaining() - Integer.BYTES) {
            throw malformed(found, "its key says " + length + " bytes of name and has " + key.length + " in all");
        }
        String topic = name(found, bytes.slice(bytes.position(), length));
        int number = bytes.getInt(Short.BYTES + length);
        if (number < 0) {
            throw malformed(found, "it names the partition " + number);
        }
        return new PartitionId(topic, number);
    }

    private static String name(EventRecord found, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            DrException malformed = malformed(found, "its topic's name is not UTF-8");
            malformed.addSuppressed(e);
            throw malformed;
        }
    }

    private static DrException malformed(EventRecord found, String why) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read MirrorMaker's offset syncs",
                "record " + found + " is no pair of offsets: " + why,
                failure -> failure.detail("record", found)
                        .hint("Find out who else writes to " + found.partition().topic()
                                + "; only MirrorMaker may. Without that record offsets are translated by timestamps."));
    }
}
