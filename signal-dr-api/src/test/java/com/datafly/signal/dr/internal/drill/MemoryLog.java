package com.datafly.signal.dr.internal.drill;

import java.util.ArrayList;
import java.util.List;

/** Lines in memory that can be damaged, and whose appends can be raced or refused. Thread-safe. */
public final class MemoryLog implements SharedLog {

    private final List<String> lines = new ArrayList<>();
    private Runnable beforeAppend = () -> {};

    @Override
    public void read(long fromSequence, LineReader reader) {
        List<String> seen = lines();
        for (int i = (int) fromSequence - 1; i < seen.size(); i++) {
            reader.line(i + 1, seen.get(i));
        }
    }

    @Override
    public boolean append(long sequence, List<String> more) {
        Runnable before = beforeAppend;
        beforeAppend = () -> {};
        before.run();
        synchronized (lines) {
            return sequence == lines.size() + 1 && lines.addAll(more);
        }
    }

    /** Adds a line as it is. */
    public void damage(String line) {
        synchronized (lines) {
            lines.add(line);
        }
    }

    /** Runs something once, right before the next append takes place. */
    public void beforeAppend(Runnable action) {
        beforeAppend = action;
    }

    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
