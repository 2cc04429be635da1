package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.journal.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A journal's place whose user dies at one append to the run's log: an error that nobody expects, and no append behind
 * it. Registers stay writable, so that the dead one's leases are given back and nobody has to wait for them.
 */
final class CrashingJournal extends ThroughJournal {

    private final Path directory;
    private final int at;
    private final Moment moment;
    private int appends;
    private boolean dead;

    private CrashingJournal(Path directory, int at, Moment moment) {
        super(FileJournal.open(directory));
        this.directory = directory;
        this.at = at;
        this.moment = moment;
    }

    /** When the user dies. */
    enum Moment {
        BEFORE,
        WITHIN,
        AFTER
    }

    /** Dies at the append of that number, from 1. */
    static CrashingJournal at(Path directory, int append, Moment moment) {
        return new CrashingJournal(directory, append, moment);
    }

    /** What nothing in the engine can know. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash");
        }
    }

    /** Tells whether it came to the crash. */
    synchronized boolean isDead() {
        return dead;
    }

    @Override
    public synchronized void append(String log, long sequence, byte[] block) {
        if (dead) {
            throw new Crash();
        }
        if (log.contains(".")) {
            super.append(log, sequence, block);
            return;
        }
        appends++;
        dead = appends == at;
        if (dead && moment == Moment.WITHIN) {
            tear(log, block);
        }
        if (dead && moment != Moment.AFTER) {
            throw new Crash();
        }
        super.append(log, sequence, block);
        if (dead) {
            throw new Crash();
        }
    }

    private void tear(String log, byte[] block) {
        Path file = directory.resolve("logs").resolve(log + ".log");
        try {
            Files.write(
                    file, Arrays.copyOf(block, block.length - 2), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
