package com.datafly.signal.dr.playbook.step;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What Terraform is to do to one resource, by hashes of its attributes. Those that are not known before it is done are
 * left out, and so are those that hold something sensitive.
 *
 * @param before the hash of each attribute as it is
 * @param after the hash of each attribute as it is to be
 * @since 0.1
 */
public record TerraformFingerprint(Map<String, String> before, Map<String, String> after) {

    /** Takes copies. */
    public TerraformFingerprint {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /**
     * Returns the attributes that another plan has otherwise, in order; of the state before only if both have it, and
     * nothing that one of them does not know.
     */
    public List<String> differences(TerraformFingerprint other) {
        return Stream.concat(differing(before, other.before), differing(after, other.after))
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> differing(Map<String, String> some, Map<String, String> others) {
        return some.keySet().stream()
                .filter(others::containsKey)
                .filter(name -> !Objects.equals(some.get(name), others.get(name)));
    }
}
