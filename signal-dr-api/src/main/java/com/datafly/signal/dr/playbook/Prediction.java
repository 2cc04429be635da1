package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long something is likely to take, by how long it took before. Without history it says so and guesses nothing.
 * Immutable.
 *
 * @since 0.1
 */
public final class Prediction {

    /**
     * What the runs that a prediction rests on have in common with the one that is predicted. More may be added.
     *
     * @since 0.1
     */
    public enum Basis {
        /** The same step at the same provider, of a size in the same class: apart by less than a factor of four. */
        SAME_SIZE,
        /** The same step at the same provider, of a size in the next class, larger or smaller. */
        NEIGHBOURING_SIZE,
        /** There is nothing to compare with. */
        NO_HISTORY
    }

    private static final Prediction NONE = new Prediction(Basis.NO_HISTORY, List.of());

    private final Basis basis;
    private final List<Duration> sorted;

    private Prediction(Basis basis, List<Duration> sorted) {
        this.basis = basis;
        this.sorted = sorted;
    }

    /** Returns the prediction that there is no history. */
    public static Prediction none() {
        return NONE;
    }

    /**
     * Predicts by the durations of earlier runs, in any order; by none of them, that there is no history.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if there are durations on the basis of no history
     */
    public static Prediction of(Basis basis, Collection<Duration> durations) {
        requireNonNull(basis, "basis");
        if (durations.isEmpty()) {
            return NONE;
        }
        if (basis == Basis.NO_HISTORY) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "predict a duration",
                    durations.size() + " durations are no lack of history",
                    failure -> failure.hint("Say what the durations have in common with the step: Basis.SAME_SIZE."));
        }
        return new Prediction(basis, durations.stream().sorted().toList());
    }

    /** Returns what the runs behind it have in common with the one that is predicted. */
    public Basis basis() {
        return basis;
    }

    /** Returns how many runs it rests on. */
    public int samples() {
        return sorted.size();
    }

    /** Returns the duration that half of the runs did not exceed; empty without history. */
    public Optional<Duration> median() {
        return percentile(50);
    }

    /** Returns the duration that nine runs of ten did not exceed; empty without history. */
    public Optional<Duration> p90() {
        return percentile(90);
    }

    /** The nearest rank: always a duration that was measured, and with few samples the longest one. */
    private Optional<Duration> percentile(int percent) {
        int rank = (sorted.size() * percent + 99) / 100;
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(rank - 1));
    }

    /** Returns words for people, as in {@code 3 min 12 s, in 9 of 10 runs at most 5 min (17 runs)}. */
    @Override
    public String toString() {
        if (sorted.isEmpty()) {
            return "no history";
        }
        String runs = samples() + (samples() == 1 ? " run" : " runs");
        String size = basis == Basis.NEIGHBOURING_SIZE ? " of a neighbouring size" : "";
        return Durations.words(median().orElseThrow()) + ", in 9 of 10 runs at most "
                + Durations.words(p90().orElseThrow()) + " (" + runs + size + ")";
    }
}
