package com.datafly.signal.dr.playbook.step;

import java.util.List;
import java.util.Map;

/**
 * A plan that Terraform has saved.
 *
 * @param version Terraform's version
 * @param empty whether there is nothing to do
 * @param changes what it is to do, a resource each
 * @param file where the plan is; it holds secrets, only this user reads it, and it is removed once it was applied
 * @param sha256 the file's SHA-256 in hexadecimal
 * @param fingerprints what becomes of the resources, by their addresses
 * @since 0.1
 */
public record TerraformPlanned(
        String version,
        boolean empty,
        List<TerraformChange> changes,
        String file,
        String sha256,
        Map<String, TerraformFingerprint> fingerprints) {

    /** Takes copies. */
    public TerraformPlanned {
        changes = List.copyOf(changes);
        fingerprints = Map.copyOf(fingerprints);
    }
}
