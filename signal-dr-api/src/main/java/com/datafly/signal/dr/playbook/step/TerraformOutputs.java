package com.datafly.signal.dr.playbook.step;

import java.util.Map;
import java.util.Set;

/**
 * What a configuration of Terraform gives to others.
 *
 * @param values text as it is, anything else as JSON, by name
 * @param withheld the names of those that are sensitive, or longer than a journal should keep
 * @since 0.1
 */
public record TerraformOutputs(Map<String, String> values, Set<String> withheld) {

    /** Takes copies. */
    public TerraformOutputs {
        values = Map.copyOf(values);
        withheld = Set.copyOf(withheld);
    }
}
