package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A journal's place whose failures tell none of the host's secrets. */
final class DiscreetJournal implements JournalDriver {

    private final JournalDriver journal;
    private final Redactor redactor;
    private final Failures failures;

    DiscreetJournal(JournalDriver journal, Redactor redactor) {
        this.journal = journal;
        this.redactor = redactor;
        this.failures = new Failures(redactor.redact(journal.address()), redactor);
    }

    @Override
    public String address() {
        return redactor.redact(journal.address());
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return call("tell what the journal is lost with", Effect.NONE, journal::failureDomains);
    }

    @Override
    public Map<String, String> untoldDomains() {
        return call("tell what the journal is lost with", Effect.NONE, journal::untoldDomains);
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        call("append to the log " + log, Effect.UNKNOWN, () -> {
            journal.append(log, sequence, block);
            return true;
        });
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        call("read the log " + log, Effect.NONE, () -> {
            journal.read(log, fromSequence, reader);
            return true;
        });
    }

    @Override
    public List<String> logs() {
        return call("list the logs", Effect.NONE, journal::logs);
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return call("read the register " + name, Effect.NONE, () -> journal.register(name));
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        return call(
                "write the register " + name,
                Effect.UNKNOWN,
                () -> journal.setRegister(name, content, expectedVersion));
    }

    @Override
    public void close() {
        journal.close();
    }

    private <T> T call(String operation, Effect effectOfDefects, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw redactor.isTold(e) ? failures.translate(operation, e, null, effectOfDefects) : e;
        }
    }
}
