package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.playbook.RunClock.Now;
import com.datafly.signal.dr.playbook.BreakGlass;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who consented to what, and what that opens. How old a consent is follows from its age when it reached the journal, by
 * the wall clock, and from the run's time since, which no wall clock changes.
 */
final class Consents {

    private static final String WHOLE_PLAN = "";

    private final Map<String, List<Given<Fact.Approved>>> approvals = new HashMap<>();
    private final List<Given<BreakGlass>> glasses = new ArrayList<>();
    private String planHash = "";
    private String initiator = "";
    private int changes;

    /** A consent, and when it was given by the run's time, which may have been before the run. */
    private record Given<T>(T consent, Duration at) {

        static <T> Given<T> of(T consent, Instant given, Now heard) {
            Duration age = Duration.between(given, heard.wall());
            return new Given<>(
                    consent,
                    age.isNegative() ? heard.elapsed() : heard.elapsed().minus(age));
        }

        boolean holds(Duration length, Now now) {
            return now.elapsed().minus(at).compareTo(length) < 0;
        }
    }

    /** Begins with a plan; approvals of another one do not count any more. */
    void plan(String planHash, String initiator) {
        this.planHash = planHash;
        this.initiator = initiator;
        changes++;
    }

    /** Returns a number that grows whenever something may have opened a gate. */
    int changes() {
        return changes;
    }

    void add(Fact.Approved approval, Now heard) {
        approvals
                .computeIfAbsent(approval.step(), step -> new ArrayList<>())
                .add(Given.of(approval, approval.at(), heard));
        changes++;
    }

    void add(BreakGlass glass, Now heard) {
        glasses.add(Given.of(glass, glass.at(), heard));
        changes++;
    }

    /** Returns every broken glass, in order. */
    List<BreakGlass> glasses() {
        return glasses.stream().map(Given::consent).toList();
    }

    /** Returns the broken glass that holds, if one does. */
    Optional<BreakGlass> glass(Now now) {
        return glasses.stream()
                .filter(glass -> glass.holds(glass.consent().ttl(), now))
                .map(Given::consent)
                .findFirst();
    }

    /** Tells whether a step may be begun as far as consent goes. */
    boolean isOpen(StepOutline step, Now now) {
        if (step.gate().isEmpty()) {
            return true;
        }
        StepOutline.Gate gate = step.gate().get();
        return counting(step, gate, now).distinct().count() >= gate.quorum()
                || glass(now).isPresent();
    }

    /**
     * Refuses an approval that would not count.
     *
     * @throws DrException with the code that {@code Run.approve} names
     */
    void require(Fact.Approved given, StepOutline step, Now now) {
        StepOutline.Gate gate = step.gate()
                .orElseThrow(() -> refusal(
                        ErrorCode.INVALID_ARGUMENT,
                        given,
                        "the step has no approval gate",
                        "Approve a step that waits for it."));
        if (given.principal().isBlank()) {
            throw refusal(ErrorCode.INVALID_ARGUMENT, given, "the principal is blank", "Name who approves.");
        }
        if (!given.planHash().equals(planHash)) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    given,
                    "it is of plan '" + given.planHash() + "', the run is of plan '" + planHash + "'",
                    "Read the present plan, and approve that one.");
        }
        requireEntitled(given, gate);
        if (!Given.of(given, given.at(), now).holds(gate.validFor(), now)) {
            throw refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    given,
                    "it was given at " + given.at() + " and expired after " + gate.validFor(),
                    "Approve again.");
        }
        if (counting(step, gate, now).anyMatch(same(given.principal())::equals)) {
            throw refusal(
                    ErrorCode.ALREADY_EXISTS,
                    given,
                    given.principal() + " has approved already",
                    "Another principal has to approve: " + gate.quorum() + " different ones are needed.");
        }
    }

    private void requireEntitled(Fact.Approved given, StepOutline.Gate gate) {
        if (gate.initiatorExcluded() && same(given.principal()).equals(same(initiator))) {
            throw refusal(
                    ErrorCode.PERMISSION_DENIED,
                    given,
                    given.principal() + " started the run",
                    "Let somebody else approve.");
        }
        if (!isNamed(given, gate)) {
            throw refusal(
                    ErrorCode.PERMISSION_DENIED,
                    given,
                    given.principal() + " is not among those who may",
                    "Ask one of " + gate.principals() + ".");
        }
    }

    private Stream<String> counting(StepOutline step, StepOutline.Gate gate, Now now) {
        return Stream.of(step.id(), WHOLE_PLAN)
                .flatMap(id -> approvals.getOrDefault(id, List.of()).stream())
                .filter(given -> given.holds(gate.validFor(), now))
                .map(Given::consent)
                .filter(given -> given.planHash().equals(planHash) && isNamed(given, gate))
                .map(given -> same(given.principal()))
                .filter(principal -> !gate.initiatorExcluded() || !principal.equals(same(initiator)));
    }

    private static boolean isNamed(Fact.Approved given, StepOutline.Gate gate) {
        return gate.principals().isEmpty()
                || gate.principals().stream().anyMatch(named -> same(named).equals(same(given.principal())));
    }

    /** Nobody becomes two by another spelling. */
    private static String same(String principal) {
        return Normalizer.normalize(principal, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private static DrException refusal(ErrorCode code, Fact.Approved given, String problem, String hint) {
        return DrException.create(code, "approve step " + given.step(), problem, failure -> failure.hint(hint));
    }
}
