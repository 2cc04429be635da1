package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.List;
import java.util.Optional;

/** A journal's place that hands everything through to another. */
public class ThroughJournal implements JournalDriver {

    private final JournalDriver journal;

    protected ThroughJournal(JournalDriver journal) {
        this.journal = journal;
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
        journal.append(log, sequence, block);
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
