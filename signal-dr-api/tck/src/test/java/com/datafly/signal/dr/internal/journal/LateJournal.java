package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A journal on a bad line: appends are held back, to arrive later or never. */
final class LateJournal implements JournalDriver {

    private final JournalDriver journal;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    LateJournal(JournalDriver journal) {
        this.journal = journal;
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
    public String address() {
        return journal.address();
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        if (!holding) {
            journal.append(log, sequence, block);
            return;
        }
        held.add(() -> journal.append(log, sequence, block));
        throw DrException.create(
                ErrorCode.UNAVAILABLE, "append", "no answer", failure -> failure.effect(Effect.UNKNOWN));
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        journal.read(log, fromSequence, reader);
    }

    @Override
    public List<String> logs() {
        return journal.logs();
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return journal.register(name);
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        return journal.setRegister(name, content, expectedVersion);
    }

    @Override
    public void close() {
        journal.close();
    }
}
