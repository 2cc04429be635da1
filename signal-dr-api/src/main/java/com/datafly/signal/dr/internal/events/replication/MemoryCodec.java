package com.datafly.signal.dr.internal.events.replication;

import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationHole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a watch remembers, as bytes; the first of them is the format. */
final class MemoryCodec {

    private static final int FORMAT = 1;

    private MemoryCodec() {}

    /** Writes something. */
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads something. */
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] group(JournaledGroup group) {
        return bytes(out -> {
            out.writeLong(group.readAt().toEpochMilli());
            out.writeInt(group.commits().size());
            for (Map.Entry<PartitionId, GroupOffset> commit : group.commits().entrySet()) {
                partition(out, commit.getKey());
                out.writeLong(commit.getValue().offset());
                out.writeUTF(commit.getValue().metadata());
            }
            out.writeInt(group.witnesses().size());
            for (Map.Entry<PartitionId, Witness> witness : group.witnesses().entrySet()) {
                partition(out, witness.getKey());
                out.writeLong(witness.getValue().offset());
                out.writeLong(witness.getValue().timestampMillis());
                out.writeLong(witness.getValue().content());
            }
        });
    }

    static JournaledGroup group(byte[] bytes) {
        return read(bytes, in -> {
            Instant readAt = Instant.ofEpochMilli(in.readLong());
            Map<PartitionId, GroupOffset> commits = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                PartitionId partition = partition(in);
                long offset = in.readLong();
                commits.put(partition, new GroupOffset(offset, in.readUTF()));
            }
            Map<PartitionId, Witness> witnesses = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                PartitionId partition = partition(in);
                long offset = in.readLong();
                long timestamp = in.readLong();
                witnesses.put(partition, new Witness(offset, timestamp, in.readLong()));
            }
            return new JournaledGroup(readAt, commits, witnesses);
        });
    }

    static byte[] topic(SeenTopic topic) {
        return bytes(out -> {
            out.writeUTF(topic.id());
            out.writeLong(topic.at().toEpochMilli());
            longs(out, topic.ends());
            longs(out, topic.behindSince());
            longs(out, topic.terms());
            longs(out, topic.starts());
        });
    }

    static SeenTopic topic(byte[] bytes) {
        return read(bytes, in -> {
            String id = in.readUTF();
            Instant at = Instant.ofEpochMilli(in.readLong());
            List<Long> ends = longs(in);
            List<Long> behindSince = longs(in);
            List<Long> terms = longs(in);
            return new SeenTopic(id, at, ends, behindSince, terms, in.available() > 0 ? longs(in) : List.of());
        });
    }

    static byte[] hole(ReplicationHole hole) {
        return bytes(out -> {
            partition(out, hole.partition());
            out.writeLong(hole.from());
            out.writeLong(hole.to());
            out.writeUTF(hole.kind().name());
            out.writeLong(hole.noticedAt().toEpochMilli());
        });
    }

    static ReplicationHole hole(byte[] bytes) {
        return read(bytes, in -> {
            PartitionId partition = partition(in);
            long from = in.readLong();
            long to = in.readLong();
            ReplicationHole.Kind kind = ReplicationHole.Kind.valueOf(in.readUTF());
            return new ReplicationHole(partition, from, to, kind, Instant.ofEpochMilli(in.readLong()));
        });
    }

    private static void partition(DataOutputStream out, PartitionId partition) throws IOException {
        out.writeUTF(partition.topic());
        out.writeInt(partition.partition());
    }

    private static PartitionId partition(DataInputStream in) throws IOException {
        String topic = in.readUTF();
        return new PartitionId(topic, in.readInt());
    }

    private static void longs(DataOutputStream out, List<Long> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    private static List<Long> longs(DataInputStream in) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            numbers.add(in.readLong());
        }
        return numbers;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                throw new IllegalArgumentException("written by a release that this one does not know");
            }
            return reading.from(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("what is kept of a replication cannot be read", e);
        }
    }
}
