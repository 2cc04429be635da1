package com.datafly.signal.dr.internal.program;

import static java.util.stream.Collectors.joining;

import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.datafly.signal.dr.playbook.step.TerraformFingerprint;
import com.datafly.signal.dr.playbook.step.TerraformPlanned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left of a plan that was carried out in part.
 *
 * @param changes what Terraform would do now
 * @param fingerprints what would become of the resources
 */
record Rest(List<TerraformChange> changes, Map<String, TerraformFingerprint> fingerprints) {

    /** Tells whether nothing is left. */
    boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * Says what is to be made that was made already. Killed while it writes its state, Terraform leaves a local one
     * empty; a remote one it writes only every 20 seconds.
     */
    Optional<String> lost(List<String> made) {
        String words = changes.stream()
                .filter(change -> change.action().equals("create") && made.contains(change.address()))
                .map(TerraformChange::address)
                .collect(joining(", "));
        return Optional.of(words)
                .filter(text -> !text.isEmpty())
                .map(text -> "Terraform has made before what is not in its state: " + text
                        + "; restore the state or import them, then try the step again; if they are gone, begin another"
                        + " run");
    }

    /**
     * Says what is to be done now that the plan did not have: empty if what is left is part of the plan, and comes to
     * the same as far as that was known and is not sensitive, or mends what it left half done.
     */
    Optional<String> foreign(TerraformPlanned planned) {
        String words = changes.stream()
                .flatMap(change -> foreign(change, planned).stream())
                .collect(joining(", "));
        return Optional.of(words).filter(text -> !text.isEmpty());
    }

    private Optional<String> foreign(TerraformChange left, TerraformPlanned planned) {
        if (planned.changes().stream().noneMatch(known -> covers(known, left))) {
            return Optional.of(left.toString());
        }
        TerraformFingerprint then = planned.fingerprints().get(left.address());
        TerraformFingerprint now = fingerprints.get(left.address());
        if (then == null || now == null) {
            return Optional.empty();
        }
        List<String> others = then.differences(now);
        return Optional.of(left + ", otherwise than planned in " + others).filter(text -> !others.isEmpty());
    }

    private static boolean covers(TerraformChange planned, TerraformChange left) {
        if (!planned.address().equals(left.address())) {
            return false;
        }
        String action = left.action();
        return switch (planned.action()) {
            // What failed while it was created is tainted, and made anew: nobody has used it yet.
            case "create" ->
                action.equals("create")
                        || (action.equals("replace")
                                && left.reason().filter("tainted"::equals).isPresent());
            // Of the old and the new one, either may be left to deal with.
            case "replace" -> action.equals("replace") || action.equals("create") || action.equals("delete");
            default -> action.equals(planned.action());
        };
    }
}
