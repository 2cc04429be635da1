package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.report.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    private static final Prediction NONE = new Prediction(Basis.NO_HISTORY, 0, null, null);

    private final Basis basis;
    private final int samples;
    private final @Nullable Duration median;
    private final @Nullable Duration p90;

    private Prediction(Basis basis, int samples, @Nullable Duration median, @Nullable Duration p90) {
        this.basis = basis;
        this.samples = samples;
        this.median = median;
        this.p90 = p90;
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
        List<Duration> sorted = durations.stream().sorted().toList();
        return new Prediction(basis, sorted.size(), percentile(sorted, 50), percentile(sorted, 90));
    }

    /**
     * Says again what was predicted before, as a run's journal keeps it.
     *
     * @param samples how many runs it rests on; at least one
     * @throws DrException with {@code INVALID_ARGUMENT} if it rests on no run, or the basis is no history
     */
    public static Prediction of(Basis basis, int samples, Duration median, Duration p90) {
        if (samples < 1 || basis == Basis.NO_HISTORY) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "repeat a prediction",
                    "it rests on " + samples + " runs, and its basis is " + basis,
                    failure -> failure.hint("Use Prediction.none()."));
        }
        return new Prediction(basis, samples, requireNonNull(median, "median"), requireNonNull(p90, "p90"));
    }

    /** Returns what the runs behind it have in common with the one that is predicted. */
    public Basis basis() {
        return basis;
    }

    /** Returns how many runs it rests on. */
    public int samples() {
        return samples;
    }

    /** Returns the duration that half of the runs did not exceed; empty without history. */
    public Optional<Duration> median() {
        return Optional.ofNullable(median);
    }

    /** Returns the duration that nine runs of ten did not exceed; empty without history. */
    public Optional<Duration> p90() {
        return Optional.ofNullable(p90);
    }

    /** The nearest rank: always a duration that was measured, and with few samples the longest one. */
    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    /** Returns words for people, as in {@code 3 min 12 s, in 9 of 10 runs at most 5 min (17 runs)}. */
    @Override
    public String toString() {
        if (median == null || p90 == null) {
            return "no history";
        }
        String runs = samples() + (samples() == 1 ? " run" : " runs");
        String size = basis == Basis.NEIGHBOURING_SIZE ? " of a neighbouring size" : "";
        return Durations.words(median) + ", in 9 of 10 runs at most " + Durations.words(p90) + " (" + runs + size + ")";
    }
}
