package com.datafly.signal.dr.internal.events.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A {@link RunTable} as few bytes: the pairs as differences, seven bits to a byte. */
final class RunTableCodec {

    private static final int FORMAT = 1;
    private static final int LONGEST_NUMBER = 10;
    private static final int NUMBERS_BESIDE_PAIRS = 7;
    private static final int GAPPED = 1;
    private static final int DENSE_SOURCE = 2;
    private static final int DENSE_TARGET = 4;
    private static final int SAMPLED = 8;
    private static final int CUT = 16;

    private RunTableCodec() {}

    static byte[] encode(RunTable table) {
        PairList pairs = table.pairs();
        List<OffsetPair> barriers = table.barriers();
        int numbers = NUMBERS_BESIDE_PAIRS + 2 * barriers.size() + 3 * pairs.size();
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NUMBER * numbers);
        write(bytes, FORMAT);
        writeFacts(bytes, table.facts());
        write(bytes, barriers.size());
        barriers.forEach(barrier -> writePair(bytes, barrier));
        write(bytes, pairs.size());
        long source = 0;
        long target = 0;
        for (int i = 0; i < pairs.size(); i++) {
            write(bytes, (pairs.source(i) - source) << 1 | (pairs.plain(i) ? 1 : 0));
            write(bytes, pairs.target(i) - target);
            write(bytes, pairs.caution(i) == Long.MAX_VALUE ? 0 : pairs.target(i) - pairs.caution(i) + 1);
            source = pairs.source(i);
            target = pairs.target(i);
        }
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        return written;
    }

    /** Reads what {@link #encode} wrote; {@link IllegalArgumentException} for anything else. */
    static RunTable decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (read(bytes) != FORMAT) {
            throw new IllegalArgumentException("not a run table that this release knows");
        }
        TableFacts facts = readFacts(bytes);
        List<OffsetPair> barriers = new ArrayList<>();
        for (long left = read(bytes); left > 0; left--) {
            barriers.add(readPair(bytes));
        }
        PairList pairs = new PairList();
        long source = 0;
        long target = 0;
        for (long left = read(bytes); left > 0; left--) {
            long first = read(bytes);
            source += first >>> 1;
            target += read(bytes);
            long back = read(bytes);
            long caution = back == 0 ? Long.MAX_VALUE : target - back + 1;
            pairs.push(new OffsetPair(source, target), (first & 1) == 1, caution);
        }
        return RunTable.of(pairs, barriers, facts);
    }

    private static void writeFacts(ByteBuffer bytes, TableFacts facts) {
        int flags = (facts.gapped() ? GAPPED : 0)
                | (facts.denseSource() ? DENSE_SOURCE : 0)
                | (facts.denseTarget() ? DENSE_TARGET : 0)
                | (facts.sampled() ? SAMPLED : 0)
                | (facts.cut() ? CUT : 0);
        write(bytes, flags);
        write(bytes, facts.position() + 1);
        writePair(
                bytes, new OffsetPair(facts.doubt().source() + 1, facts.doubt().target() + 1));
    }

    private static TableFacts readFacts(ByteBuffer bytes) {
        long flags = read(bytes);
        long position = read(bytes) - 1;
        OffsetPair doubt = readPair(bytes);
        return new TableFacts(
                (flags & GAPPED) != 0,
                (flags & SAMPLED) != 0,
                (flags & DENSE_SOURCE) != 0,
                (flags & DENSE_TARGET) != 0,
                position,
                new OffsetPair(doubt.source() - 1, doubt.target() - 1),
                (flags & CUT) != 0);
    }

    private static void writePair(ByteBuffer bytes, OffsetPair pair) {
        write(bytes, pair.source());
        write(bytes, pair.target());
    }

    private static OffsetPair readPair(ByteBuffer bytes) {
        long source = read(bytes);
        return new OffsetPair(source, read(bytes));
    }

    private static void write(ByteBuffer bytes, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long read(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a run table that ends too early");
    }
}
