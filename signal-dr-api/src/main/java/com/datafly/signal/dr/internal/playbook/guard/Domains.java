package com.datafly.signal.dr.internal.playbook.guard;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.playbook.GuardResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a copy survives what is assumed to be lost. */
public final class Domains {

    private Domains() {}

    /** Compares where a copy lies with what is lost. */
    public static GuardResult look(Set<FailureDomain> copy, Set<FailureDomain> lost) {
        List<String> unknown = new ArrayList<>();
        for (FailureDomain gone : lost) {
            for (FailureDomain place : copy) {
                if (gone.contains(place)) {
                    return GuardResult.failed(
                            "the copy lies in " + place + ", which is lost with " + gone + ": keep a copy elsewhere");
                }
            }
            if (copy.stream().noneMatch(place -> place.kind().equals(gone.kind()))) {
                unknown.add(gone.kind());
            }
        }
        if (lost.isEmpty()) {
            return GuardResult.unproven("nothing is assumed to be lost: say what may be, as in host:db1");
        }
        return unknown.isEmpty()
                ? GuardResult.passed("the copy lies in " + copy + ", apart from " + lost)
                : GuardResult.unproven("nothing says in which " + String.join(", ", unknown) + " the copy lies");
    }
}
