package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.report.Report;

/** What there is to say about a run. */
final class RunReport {

    private RunReport() {}

    static Report of(Ledger ledger, RunEnvironment environment) {
        return Report.create("Recovery", ledger.plan().playbook(), environment.clock().instant(), report -> {});
    }
}
