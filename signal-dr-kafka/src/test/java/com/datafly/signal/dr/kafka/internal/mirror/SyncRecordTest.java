package com.datafly.signal.dr.kafka.internal.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncRecordTest {

    private static final PartitionId LOG = new PartitionId("mm2-offset-syncs.primary.internal", 0);

    @Test
    void aPairIsReadAsMirrorMakerItselfReadsIt() {
        byte[] key = key("events.delivery.\u00e9", 3);
        byte[] value = value(28_879, 13_776);

        OffsetSync found = SyncRecord.read(record(key, value));

        org.apache.kafka.connect.mirror.OffsetSync theirs =
                org.apache.kafka.connect.mirror.OffsetSync.deserializeRecord(
                        new ConsumerRecord<>(LOG.topic(), 0, 7, key, value));
        assertThat(found)
                .isEqualTo(new OffsetSync(
                        new PartitionId(
                                theirs.topicPartition().topic(),
                                theirs.topicPartition().partition()),
                        theirs.upstreamOffset(),
                        theirs.downstreamOffset(),
                        7));
        assertThat(found.sourceOffset()).isEqualTo(28_879);
        assertThat(found.targetOffset()).isEqualTo(13_776);
    }

    @Test
    void whatIsNoPairIsRefusedByItsPlace() {
        refused(key("t", 0), null, "its value has no bytes");
        refused(key("t", 0), new byte[15], "its value has 15 bytes");
        refused(null, value(1, 1), "its key has no bytes");
        refused(new byte[5], value(1, 1), "its key has 5 bytes");
        refused(new byte[] {0, 9, 't', 0, 0, 0, 0}, value(1, 1), "its key says 9 bytes of name");
        refused(new byte[] {0, 0, 0, 0, 0, 0}, value(1, 1), "its key says 0 bytes of name");
        refused(new byte[] {0, 1, (byte) 0xff, 0, 0, 0, 0}, value(1, 1), "not UTF-8");
        refused(key("t", -1), value(1, 1), "the partition -1");
        refused(key("t", 0), value(-1, 1), "the offsets -1 and 1");
    }

    private static void refused(byte @Nullable [] key, byte @Nullable [] value, String why) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> SyncRecord.read(record(key, value)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED))
                .withMessageContaining(LOG + "@7")
                .withMessageContaining(why);
    }

    private static EventRecord record(byte @Nullable [] key, byte @Nullable [] value) {
        return EventRecord.of(LOG, 7, 0, key, value, List.of());
    }

    private static byte[] key(String topic, int partition) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + name.length)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .array();
    }

    private static byte[] value(long source, long target) {
        return ByteBuffer.allocate(16).putLong(source).putLong(target).array();
    }
}
