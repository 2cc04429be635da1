package com.datafly.signal.dr.operation;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a piece of work has come.
 *
 * @since 0.1
 */
public final class Progress {

    private final String phase;
    private final long done;
    private final OptionalLong total;
    private final String unit;

    private Progress(String phase, long done, OptionalLong total, String unit) {
        this.phase = requireNonNull(phase, "phase");
        this.done = done;
        this.total = total;
        this.unit = requireNonNull(unit, "unit");
    }

    /** Describes progress of an amount whose total nobody knows. */
    public static Progress of(String phase, long done, String unit) {
        return new Progress(phase, done, OptionalLong.empty(), unit);
    }

    /** Describes progress towards a total, which may be an estimate. */
    public static Progress of(String phase, long done, long total, String unit) {
        return new Progress(phase, done, OptionalLong.of(total), unit);
    }

    /** Returns what is being done now, in a few words. */
    public String phase() {
        return phase;
    }

    /** Returns the amount that is done, in {@link #unit()}. */
    public long done() {
        return done;
    }

    /** Returns the whole amount, in {@link #unit()}, where it is known or estimated. */
    public OptionalLong total() {
        return total;
    }

    /** Returns the unit of the amounts, as in {@code bytes} or {@code percent}. */
    public String unit() {
        return unit;
    }

    /** Returns the part that is done, from 0 to 1, where the total is known. */
    public OptionalDouble fraction() {
        return total.isPresent() && total.getAsLong() > 0
                ? OptionalDouble.of(Math.min(1.0, (double) done / total.getAsLong()))
                : OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return phase + " " + done + (total.isPresent() ? "/" + total.getAsLong() : "") + " " + unit;
    }
}
