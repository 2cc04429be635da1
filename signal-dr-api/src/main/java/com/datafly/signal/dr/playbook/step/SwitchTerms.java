package com.datafly.signal.dr.playbook.step;

import java.time.Duration;
import java.util.List;

/**
 * What a switch of a connection secret keeps to, on its way there and back.
 *
 * @param order the consumers that are restarted first, one after the other, as in {@code deployment/management-api}
 * @param rolloutWithin how long all consumers together may take to be restarted
 * @param restarts how often a new container may be started again before its rollout is given up
 * @param provenWithin how long to wait until every pod holds what it should
 * @param unseenAccepted whether a pod counts that nobody can look into, if it was started since
 * @param elsewhere what keeps pods that somebody else restarts, as in {@code Rollout/orders} or {@code Pod/one}
 * @param formerAccepted the other keys of the secret that may go on naming what the switched ones name no longer
 * @since 0.1
 */
public record SwitchTerms(
        List<String> order,
        Duration rolloutWithin,
        int restarts,
        Duration provenWithin,
        boolean unseenAccepted,
        List<String> elsewhere,
        List<String> formerAccepted) {

    /** Takes copies. */
    public SwitchTerms {
        order = List.copyOf(order);
        elsewhere = List.copyOf(elsewhere);
        formerAccepted = List.copyOf(formerAccepted);
    }
}
