package com.datafly.signal.dr.internal.playbook;

/** A plan for people. */
final class Runbook {

    private Runbook() {}

    static String render(DefaultPlan plan) {
        return "# " + plan.playbook().name() + "\n";
    }
}
