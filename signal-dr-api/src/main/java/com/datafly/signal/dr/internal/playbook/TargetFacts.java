package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.DatabaseStatus;
import com.datafly.signal.dr.playbook.PlanProblem;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a target's database says of itself. It may not answer: that is what disasters are like.
 *
 * @param systemIdentifier as it was found, or else as the caller expects it
 */
record TargetFacts(
        Optional<String> systemIdentifier,
        long sizeBytes,
        Set<FailureDomain> failureDomains,
        @Nullable Capabilities capabilities) {

    static TargetFacts ask(BoundTarget target, Findings findings) {
        Database database = target.database().orElse(null);
        if (database == null) {
            return new TargetFacts(Optional.empty(), 0, Set.of(), null);
        }
        Optional<DatabaseStatus> status = answer(database, database::status, findings);
        status.ifPresent(one -> one.warnings().forEach(findings::warning));
        Optional<String> found = status.flatMap(DatabaseStatus::systemIdentifier);
        requireIdentity(target, found, findings);
        return new TargetFacts(
                found.or(target::expected),
                status.map(one -> one.sizeBytes().orElse(0)).orElse(0L),
                status.map(DatabaseStatus::failureDomains).orElse(Set.of()),
                answer(database, database::capabilities, findings).orElse(null));
    }

    private static void requireIdentity(BoundTarget target, Optional<String> found, Findings findings) {
        Optional<String> expected = target.expected();
        if (found.isPresent() && expected.isPresent() && !found.equals(expected)) {
            findings.problem(PlanProblem.of(
                    target.address().orElse("the target") + " is the database with the system identifier " + found.get()
                            + ", not " + expected.get(),
                    "Check the address: names and hosts mislead, the identifier does not."));
        }
        if (found.isEmpty() && expected.isEmpty()) {
            findings.warning("Nobody can tell whether " + target.address().orElse("the target")
                    + " is the database that is meant: it gave no system identifier. Name the one that is meant by"
                    + " expecting(systemIdentifier).");
        }
    }

    /** A refused permission will refuse the run as well; anything else may be the disaster itself. */
    private static <T> Optional<T> answer(Database database, Supplier<T> question, Findings findings) {
        try {
            return Optional.of(question.get());
        } catch (DrException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED || e.code() == ErrorCode.PERMISSION_DENIED) {
                findings.problem(PlanProblem.of(
                        database.address() + " refuses to answer: " + e.problem(),
                        e.hint().orElse("Give the credentials the permission that is missing.")));
            } else {
                findings.warning(database.address() + " does not answer (" + e.code() + "): " + e.problem()
                        + ". What depends on its answers is not in this plan.");
            }
            return Optional.empty();
        }
    }
}
