package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * A connection secret that has new values.
 *
 * @param secret the secret
 * @param key the key that it, and the pods that were restarted for it, are marked with
 * @param residents the uids of the pods that no workload keeps and that were there after the change: what they read
 *     when they began may be the former values
 * @since 0.1
 */
public record ConnectionSwitched(String secret, String key, List<String> residents) {

    /** Takes a copy. */
    public ConnectionSwitched {
        residents = List.copyOf(residents);
    }
}
