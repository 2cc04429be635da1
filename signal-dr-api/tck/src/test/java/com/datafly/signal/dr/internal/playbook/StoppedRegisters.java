package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.Optional;

/** A journal's place whose registers cannot be written from some moment on, so that leases expire. */
final class StoppedRegisters extends ThroughJournal {

    private volatile boolean stopped;

    StoppedRegisters(JournalDriver journal) {
        super(journal);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        if (stopped) {
            throw DrException.of(ErrorCode.UNAVAILABLE, "set register " + name, "it cannot be reached");
        }
        return super.setRegister(name, content, expectedVersion);
    }
}
