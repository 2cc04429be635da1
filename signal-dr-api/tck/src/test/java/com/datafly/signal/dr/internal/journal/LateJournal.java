package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.ThroughJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.ArrayDeque;
import java.util.Queue;

/** A journal on a bad line: appends are held back, to arrive later or never. */
final class LateJournal extends ThroughJournal {

    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    LateJournal(JournalDriver journal) {
        super(journal);
    }

    void holdBack() {
        holding = true;
    }

    void letThrough() {
        holding = false;
    }

    /** Lets the first append that was held back arrive, and those after it through. */
    void deliver() {
        holding = false;
        held.remove().run();
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        if (!holding) {
            super.append(log, sequence, block);
            return;
        }
        held.add(() -> super.append(log, sequence, block));
        throw DrException.create(
                ErrorCode.UNAVAILABLE, "append", "no answer", failure -> failure.effect(Effect.UNKNOWN));
    }
}
