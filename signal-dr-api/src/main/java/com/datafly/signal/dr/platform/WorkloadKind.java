package com.datafly.signal.dr.platform;

/**
 * What keeps pods running.
 *
 * @since 0.1
 */
public enum WorkloadKind {
    /** A Deployment. */
    DEPLOYMENT("deployment"),
    /** A StatefulSet. */
    STATEFUL_SET("statefulset"),
    /** A DaemonSet. */
    DAEMON_SET("daemonset"),
    /** A CronJob: its next run takes what its template says then. */
    CRON_JOB("cronjob"),
    /** A Job: its template never changes. */
    JOB("job");

    private final String word;

    WorkloadKind(String word) {
        this.word = word;
    }

    /** Returns the word that {@code kubectl} takes for it, as in {@code statefulset}. */
    public String word() {
        return word;
    }

    /** Tells whether a change of its template replaces its pods one after the other. */
    public boolean rollsOut() {
        return this == DEPLOYMENT || this == STATEFUL_SET || this == DAEMON_SET;
    }

    @Override
    public String toString() {
        return word;
    }
}
