package com.datafly.signal.dr.internal.platform.connection;

import com.datafly.signal.dr.platform.SecretOwner;
import com.datafly.signal.dr.playbook.step.SwitchTerms;
import java.util.List;
import java.util.Set;

/**
 * A switch as the host ordered it.
 *
 * @param secret the secret
 * @param changes what changes of it
 * @param target where it is to lead
 * @param encryptionKey the host's name of the key that the former values are encrypted with
 * @param isOwnOrder whether the order of the terms is the host's own, so that all of it must be there
 * @param following the owners whose own source has the new values too
 * @param terms what the switch keeps to
 */
public record SwitchOrder(
        String secret,
        List<KeyChange> changes,
        Target target,
        String encryptionKey,
        boolean isOwnOrder,
        Set<SecretOwner.Kind> following,
        SwitchTerms terms) {

    /** Returns the workloads that must be among the consumers. */
    List<String> named() {
        return isOwnOrder ? terms.order() : List.of();
    }

    List<String> keys() {
        return changes.stream().map(KeyChange::key).sorted().toList();
    }
}
