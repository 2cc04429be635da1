package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.spi.JournalDriver;
import java.util.Arrays;

/** Compares what stands in a log with the block that should. Not thread-safe. */
final class BlockSearch implements JournalDriver.LineReader {

    private final Block block;
    private int compared;
    private boolean differs;
    private boolean anything;

    BlockSearch(Block block) {
        this.block = block;
    }

    void restart() {
        compared = 0;
        differs = false;
        anything = false;
    }

    @Override
    public void lines(long firstSequence, byte[] lines) {
        byte[] wanted = block.bytes();
        if (!anything && firstSequence != block.sequence()) {
            differs = true;
        }
        anything = true;
        int length = Math.min(lines.length, wanted.length - compared);
        differs |= !Arrays.equals(lines, 0, length, wanted, compared, compared + length);
        compared += length;
    }

    ChainedLog.Found found() {
        if (!anything) {
            return ChainedLog.Found.NOTHING;
        }
        return !differs && compared == block.bytes().length ? ChainedLog.Found.OURS : ChainedLog.Found.ANOTHER;
    }
}
