package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A journal whose requests and answers get lost by plan. Calls have the names of the driver's methods.
 *
 * @since 0.1
 */
public final class FaultyJournal implements JournalDriver {

    private final JournalDriver journal;
    private final FaultPlan faults;

    private FaultyJournal(JournalDriver journal, FaultPlan faults) {
        this.journal = requireNonNull(journal, "journal");
        this.faults = requireNonNull(faults, "faults");
    }

    /** Puts the faults of a plan between a caller and {@code journal}. */
    public static FaultyJournal of(JournalDriver journal, FaultPlan faults) {
        return new FaultyJournal(journal, faults);
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
    public void append(String log, long sequence, byte[] block) {
        faults.change("append", () -> journal.append(log, sequence, block));
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        faults.change("read", () -> journal.read(log, fromSequence, reader));
    }

    @Override
    public List<String> logs() {
        return faults.read("logs", journal::logs, List::of);
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return faults.read("register", () -> journal.register(name), Optional::empty);
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        AtomicReference<JournalRegister> written = new AtomicReference<>();
        faults.change("setRegister", () -> written.set(journal.setRegister(name, content, expectedVersion)));
        return requireNonNull(written.get());
    }

    @Override
    public void close() {
        journal.close();
    }
}
