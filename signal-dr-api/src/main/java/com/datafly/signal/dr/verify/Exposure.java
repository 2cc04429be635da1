package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryObjectives;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much data would be lost if the disaster came now: the time since the latest restorable one, of the best copy that
 * the disaster spares. Immutable.
 *
 * <p>It asks nothing of any copy; ask it again as often as it is to be watched. That a copy says it can be restored is
 * no proof that it can: drills give that.
 *
 * @since 0.1
 */
public final class Exposure {

    private final Instant asOf;
    private final List<FailureDomain> assumed;
    private final List<RecoverableCopy> copies;
    private final Map<String, String> notCounted;
    private final @Nullable RecoverableCopy best;
    private final boolean complete;

    private Exposure(Instant asOf, Collection<FailureDomain> assumed, Collection<RecoverableCopy> copies) {
        this.asOf = asOf;
        this.assumed = List.copyOf(assumed);
        this.copies = List.copyOf(copies);
        Map<String, String> excluded = new LinkedHashMap<>();
        List<RecoverableCopy> counted = new ArrayList<>();
        boolean allKnown = true;
        for (RecoverableCopy copy : this.copies) {
            Optional<String> lost = lost(copy);
            Optional<String> unknown = lost.isPresent() ? Optional.empty() : unknown(copy);
            lost.or(() -> unknown)
                    .ifPresentOrElse(reason -> excluded.put(copy.name(), reason), () -> counted.add(copy));
            allKnown &= unknown.isEmpty();
        }
        this.notCounted = Collections.unmodifiableMap(excluded);
        this.best = counted.stream().min((a, b) -> worst(a).compareTo(worst(b))).orElse(null);
        this.complete = allKnown;
    }

    /**
     * Measures.
     *
     * @param asOf the present moment, by the host's clock
     * @param assumed what is assumed to be lost, all at once; at least one
     * @param copies everything that data can be recovered from, each with a name of its own
     * @throws DrException with {@code INVALID_ARGUMENT} if nothing is assumed to be lost, or two copies have one name
     */
    public static Exposure of(Instant asOf, Collection<FailureDomain> assumed, Collection<RecoverableCopy> copies) {
        requireAssumption(assumed);
        if (copies.stream().map(RecoverableCopy::name).distinct().count() < copies.size()) {
            throw invalid("two copies have the same name", "Give each copy a name of its own.");
        }
        return new Exposure(asOf, assumed, copies);
    }

    static void requireAssumption(Collection<FailureDomain> assumed) {
        if (assumed.isEmpty()) {
            throw invalid("no failure domain is assumed to be lost", "Name the host, the region or the path.");
        }
    }

    /** Returns when it was measured. */
    public Instant asOf() {
        return asOf;
    }

    /** Returns what is assumed to be lost. */
    public List<FailureDomain> assumed() {
        return assumed;
    }

    /** Returns all copies. */
    public List<RecoverableCopy> copies() {
        return copies;
    }

    /** Returns the copies that do not count, by name, each with the reason. */
    public Map<String, String> notCounted() {
        return notCounted;
    }

    /** Returns the copy that would lose least. */
    public Optional<RecoverableCopy> best() {
        return Optional.ofNullable(best);
    }

    /** Returns what would be lost; empty if no copy that survives is known, which is not the same as zero. */
    public Optional<Duration> achieved() {
        return best().map(this::exposed);
    }

    /** Returns how far the true value may be from that. */
    public Duration errorBar() {
        return best == null ? Duration.ZERO : best.errorBar();
    }

    /**
     * Holds the exposure against the objective. With copies of which nothing is known, a figure beyond the objective is
     * {@link Verdict#UNPROVEN}: one of them may be better. So is an objective of zero: only canaries and a synchronous
     * standby can show that nothing is lost.
     */
    public Grade grade(RecoveryObjectives objectives) {
        Duration objective = objectives.rpo();
        if (best == null) {
            return Grade.stated("exposure", objective, null, Verdict.UNPROVEN, nothing());
        }
        Duration exposed = exposed(best);
        if (objective.isZero()) {
            return Grade.stated(
                    "exposure",
                    objective,
                    exposed,
                    Verdict.UNPROVEN,
                    "that nothing is lost takes canaries and a synchronous standby to show");
        }
        Grade grade = Grade.measured("exposure", objective, exposed, errorBar());
        return grade.verdict() == Verdict.FAILED && !complete
                ? Grade.stated(
                        "exposure",
                        objective,
                        exposed,
                        Verdict.UNPROVEN,
                        "beyond the objective, unless a copy that is not known is better")
                : grade;
    }

    private String nothing() {
        String survivors = "no copy is known to survive the loss of "
                + String.join(
                        ", ", assumed.stream().map(FailureDomain::toString).toList());
        return notCounted.isEmpty()
                ? survivors
                : survivors + "; "
                        + String.join(
                                "; ",
                                notCounted.entrySet().stream()
                                        .map(copy -> copy.getKey() + ": " + copy.getValue())
                                        .toList());
    }

    private Optional<String> lost(RecoverableCopy copy) {
        return assumed.stream()
                .flatMap(domain -> copy.lostWith(domain).stream())
                .findFirst();
    }

    private Optional<String> unknown(RecoverableCopy copy) {
        if (copy.latest().isEmpty()) {
            return Optional.of(copy.reason());
        }
        Instant latest = copy.latest().get();
        return latest.minus(copy.errorBar()).isAfter(asOf)
                ? Optional.of("its latest restorable time, " + latest + ", lies in the future: compare the clocks")
                : Optional.empty();
    }

    private Duration exposed(RecoverableCopy copy) {
        Duration exposed = Duration.between(copy.latest().orElseThrow(), asOf);
        return exposed.isNegative() ? Duration.ZERO : exposed;
    }

    /** What is certain not to be exceeded decides which copy is best. */
    private Duration worst(RecoverableCopy copy) {
        return exposed(copy).plus(copy.errorBar());
    }

    @Override
    public String toString() {
        return achieved().map(Duration::toString).orElse("unknown") + " without " + assumed;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "measure the exposure", problem, failure -> failure.hint(hint));
    }
}
