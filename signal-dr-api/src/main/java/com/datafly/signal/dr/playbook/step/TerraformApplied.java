package com.datafly.signal.dr.playbook.step;

import java.util.List;

/**
 * That a plan of Terraform was carried out.
 *
 * @param changes what was planned, and is done
 * @param outputs what the configuration gives to others now
 * @since 0.1
 */
public record TerraformApplied(List<TerraformChange> changes, TerraformOutputs outputs) {

    /** Takes a copy. */
    public TerraformApplied {
        changes = List.copyOf(changes);
    }
}
