package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.playbook.Playbook;

/** What a runner works with: a journal that it may append to, what that says, and the leases that it holds. */
record RunParts(
        Playbook playbook,
        RunTarget target,
        RunEnvironment environment,
        RunJournal journal,
        Ledger ledger,
        LeaseKeeper leases) {}
