package com.datafly.signal.dr.internal.verify;

import java.util.List;
import java.util.Map;

/**
 * What an examination found.
 *
 * @param relations what was to be examined
 * @param findings every corruption
 * @param unexamined relations for which the permission or the time was missing
 * @param notCovered kinds of relation that this version of amcheck has no function for, with their number
 * @param userData whether a table of the application was among the relations
 */
public record AmcheckOutcome(
        List<AmcheckRelation> relations,
        List<AmcheckFinding> findings,
        List<AmcheckFinding> unexamined,
        Map<String, Integer> notCovered,
        boolean userData) {

    /** Returns how many relations of {@code kind} were to be examined. */
    public long count(AmcheckRelation.Kind kind) {
        return relations.stream().filter(relation -> relation.kind() == kind).count();
    }
}
