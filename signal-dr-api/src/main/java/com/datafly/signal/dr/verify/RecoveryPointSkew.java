package com.datafly.signal.dr.verify;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far the recovery points of several stores are apart. What one store knows and another has never heard of, or has
 * forgotten, is as wrong as what is lost. Immutable.
 *
 * @since 0.1
 */
public final class RecoveryPointSkew {

    private final List<StorePoint> points;
    private final List<Pair> pairs;

    private RecoveryPointSkew(Collection<StorePoint> points) {
        this.points = List.copyOf(points);
        List<StorePoint> known =
                this.points.stream().filter(point -> point.at().isPresent()).toList();
        List<Pair> found = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            for (StorePoint other : known.subList(i + 1, known.size())) {
                found.add(Pair.of(known.get(i), other));
            }
        }
        this.pairs = List.copyOf(found);
    }

    /**
     * Compares the recovery points of stores.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if there are fewer than two, or one store is given twice
     */
    public static RecoveryPointSkew of(Collection<StorePoint> points) {
        if (points.size() < 2) {
            throw invalid(points.size() + " stores cannot be apart", "Give the recovery points of two or more stores.");
        }
        if (points.stream().map(StorePoint::store).distinct().count() < points.size()) {
            throw invalid("a store is given twice", "Give one recovery point for each store.");
        }
        return new RecoveryPointSkew(points);
    }

    /** Returns the recovery points, in the order in which they were given. */
    public List<StorePoint> points() {
        return points;
    }

    /** Returns each pair of stores whose points are known. */
    public List<Pair> pairs() {
        return pairs;
    }

    /**
     * Returns the pair that is farthest apart; empty if fewer than two points are known. Points that are not known are
     * left out: with one of them, the true skew may be larger.
     */
    public Optional<Pair> largest() {
        return pairs.stream().max(Comparator.comparing(Pair::skew).thenComparing(Pair::errorBar));
    }

    /**
     * Holds every pair against what is allowed: {@link Verdict#FAILED} if one is beyond it whatever the error bars
     * hide, {@link Verdict#PASSED} if all are within it whatever they hide and every point is known.
     */
    public Grade grade(Duration allowed) {
        List<Grade> grades = pairs.stream()
                .map(pair -> Grade.measured("skew", allowed, pair.skew(), pair.errorBar()))
                .toList();
        Duration skew = largest().map(Pair::skew).orElse(null);
        Verdict verdict = Verdict.combine(grades.stream().map(Grade::verdict).toList());
        String unknown = points.stream()
                .filter(point -> point.at().isEmpty())
                .map(point -> point.store() + ": " + point.reason())
                .collect(Collectors.joining("; "));
        if (!unknown.isEmpty() && verdict != Verdict.FAILED) {
            return Grade.stated("skew", allowed, skew, Verdict.UNPROVEN, "not every point is known: " + unknown);
        }
        return grades.stream()
                .filter(grade -> grade.verdict() == verdict)
                .max(Comparator.comparing(grade -> grade.achieved().orElse(Duration.ZERO)))
                .orElseThrow();
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT, "compare recovery points", problem, failure -> failure.hint(hint));
    }

    @Override
    public String toString() {
        return points.toString();
    }

    /**
     * How far two stores are apart.
     *
     * @param earlier the store that was recovered to the earlier point
     * @param later the store that was recovered to the later point: it may hold what the other has never heard of
     * @param skew the time between the two points
     * @param errorBar how far the truth may be from that, to either side; if it is longer than the skew, the order of
     *     the two is not certain
     * @since 0.1
     */
    public record Pair(StorePoint earlier, StorePoint later, Duration skew, Duration errorBar) {

        static Pair of(StorePoint one, StorePoint other) {
            Duration between =
                    Duration.between(one.at().orElseThrow(), other.at().orElseThrow());
            Duration bars = one.errorBar().plus(other.errorBar());
            return between.isNegative()
                    ? new Pair(other, one, between.negated(), bars)
                    : new Pair(one, other, between, bars);
        }

        @Override
        public String toString() {
            return later.store() + " is " + skew + " ± " + errorBar + " ahead of " + earlier.store();
        }
    }
}
