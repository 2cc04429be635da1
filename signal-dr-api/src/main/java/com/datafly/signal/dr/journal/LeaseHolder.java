package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

/**
 * Who holds a lease, for which run.
 *
 * @param name who it is to people, as in {@code orders-service@pod-7}
 * @param run the id of the run that the lease is for
 * @since 0.1
 */
public record LeaseHolder(String name, String run) {

    /** Checks that both are given. */
    public LeaseHolder {
        requireNonNull(name, "name");
        requireNonNull(run, "run");
    }

    @Override
    public String toString() {
        return name + " for run " + run;
    }
}
