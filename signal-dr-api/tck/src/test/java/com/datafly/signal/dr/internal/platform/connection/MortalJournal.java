package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.internal.playbook.ThroughJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.Arrays;

/** The journal of a {@link Mortal} process. Registers stay writable, so that nobody has to wait for its leases. */
final class MortalJournal extends ThroughJournal {

    private final Mortal process;

    MortalJournal(JournalDriver journal, Mortal process) {
        super(journal);
        this.process = process;
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        if (log.contains(".")) {
            super.append(log, sequence, block);
            return;
        }
        int written = process.beginRecords(lines(block));
        if (written > 0) {
            super.append(log, sequence, Arrays.copyOf(block, end(block, written)));
        }
        process.endRecords();
    }

    private static int lines(byte[] block) {
        int lines = 0;
        for (byte octet : block) {
            lines += octet == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static int end(byte[] block, int lines) {
        int end = 0;
        for (int line = 0; line < lines; line++) {
            while (block[end] != '\n') {
                end++;
            }
            end++;
        }
        return end;
    }
}
