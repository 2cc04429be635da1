package com.datafly.signal.dr.playbook;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.playbook.ThroughJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.List;

/** Another journal, lost with what a test says. */
final class DeclaredJournal extends ThroughJournal {

    private final List<FailureDomain> domains;

    DeclaredJournal(JournalDriver journal, List<FailureDomain> domains) {
        super(journal);
        this.domains = domains;
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return domains;
    }
}
