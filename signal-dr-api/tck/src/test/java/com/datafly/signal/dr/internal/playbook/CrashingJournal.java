package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A journal's place whose user dies at one append to the run's log: an error that nobody expects, and no append behind
 * it. Registers stay writable, so that the dead one's leases are given back and nobody has to wait for them.
 */
final class CrashingJournal implements JournalDriver {

    private final FileJournal journal;
    private final Path directory;
    private final int at;
    private final Moment moment;
    private int appends;
    private boolean dead;

    private CrashingJournal(Path directory, int at, Moment moment) {
        this.journal = FileJournal.open(directory);
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
            journal.append(log, sequence, block);
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
        journal.append(log, sequence, block);
        if (dead) {
            throw new Crash();
        }
    }

    private void tear(String log, byte[] block) {
        Path file = directory.resolve("logs").resolve(log + ".log");
        try {
            Files.write(
                    file,
                    Arrays.copyOf(block, block.length - 2),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String address() {
        return journal.address();
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return journal.failureDomains();
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
