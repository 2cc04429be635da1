package com.datafly.signal.dr.selfmanaged.internal.backup;

import org.jspecify.annotations.Nullable;

/** Takes a tar archive apart as its bytes come. Not thread-safe. */
final class TarReader {

    private final Visitor visitor;
    private final byte[] header = new byte[TarEntry.BLOCK];
    private int headerFilled;
    private @Nullable TarEntry entry;
    private long contentLeft;
    private long paddingLeft;
    private int zeroBlocks;

    TarReader(Visitor visitor) {
        this.visitor = visitor;
    }

    void feed(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            at += step(bytes, at, end - at);
        }
    }

    private int step(byte[] bytes, int offset, int available) {
        if (contentLeft > 0) {
            int taken = (int) Math.min(available, contentLeft);
            visitor.content(bytes, offset, taken);
            contentLeft -= taken;
            endIfComplete();
            return taken;
        }
        if (paddingLeft > 0) {
            int taken = (int) Math.min(available, paddingLeft);
            paddingLeft -= taken;
            return taken;
        }
        int taken = Math.min(available, TarEntry.BLOCK - headerFilled);
        System.arraycopy(bytes, offset, header, headerFilled, taken);
        headerFilled += taken;
        if (headerFilled == TarEntry.BLOCK) {
            headerFilled = 0;
            takeHeader();
        }
        return taken;
    }

    private void takeHeader() {
        if (isZero(header)) {
            zeroBlocks++;
            return;
        }
        if (zeroBlocks > 0) {
            throw TarEntry.damaged("data follows behind the archive's end");
        }
        TarEntry next = TarEntry.parse(header);
        entry = next;
        contentLeft = next.size();
        paddingLeft = -next.size() & (TarEntry.BLOCK - 1);
        visitor.begin(next);
        endIfComplete();
    }

    private void endIfComplete() {
        TarEntry current = entry;
        if (contentLeft == 0 && current != null) {
            entry = null;
            visitor.end(current);
        }
    }

    /** Demands that the archive has ended as it should. */
    void finish() {
        if (entry != null || paddingLeft > 0 || headerFilled > 0 || zeroBlocks < 2) {
            throw TarEntry.damaged("it ends too early");
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Sees an archive's members. */
    interface Visitor {
        void begin(TarEntry entry);

        void content(byte[] bytes, int offset, int length);

        void end(TarEntry entry);
    }
}
